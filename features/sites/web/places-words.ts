import { defineWords } from '../../../platform/web/i18n.tsx';
import type { PlaceDepartment, PlaceKind } from '../core/site-contract.ts';

const kindZh: Record<PlaceKind, string> = { room: '房间', public: '公共区域', table: '洽谈桌', other: '其他' };
const kindEn: Record<PlaceKind, string> = { room: 'Room', public: 'Public area', table: 'Table', other: 'Other' };
const departmentZh: Record<PlaceDepartment, string> = { sales: '销售部', bar: '水吧', cleaning: '保洁', security: '秩序', office: '办公室' };
const departmentEn: Record<PlaceDepartment, string> = { sales: 'Sales', bar: 'Bar', cleaning: 'Cleaning', security: 'Security', office: 'Office' };

export const PLACES_WORDS = defineWords({
  zh: {
    title: '地点与营业时间', places: '地点', name: '名称', aliases: '别的叫法', aliasesHint: '一行一个，报修时按这些叫法也认得', kind: '类别', zone: '区域', department: '验收部门', inRoom: '进入前须征得用户同意', seats: '座位', actions: '操作', add: '新增地点', edit: '修改', archive: '停用', restore: '恢复', showArchived: '也显示停用的', codes: '打印墙上的二维码', codeOf: (name: string) => `${name} 的二维码`, code: '二维码', noCodes: '要打印墙上的二维码，先要有客人手机能打开的网址，请系统管理员设置',
    archived: '已停用', save: '保存', saved: '已保存', cancel: '取消', kinds: kindZh, departments: departmentZh,
    hours: '营业时间', hoursHint: '例如 09:00-12:00 14:00-18:00，空白为休息', days: ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日'], closedOnHolidays: '法定节假日休息', exceptions: '单独的日子', exceptionsHint: '一行一天，例如 2026-12-24 09:00-15:00；只写日期为休息',
    holidays: '新一年的节假日和调休', holidaysHint: '照国务院通知，一行一天，例如 2028-01-01 元旦 休、2028-01-08 元旦 班', known: (years: string) => `已有安排的年份：${years}。其他年份不会推算。`,
    refusal: { 'place-name-taken': '这个名称已经有了', 'password-sign-in-needed': '请退出，用密码登录后再改：PIN 不够', 'changed-meanwhile': '别人刚刚改过，请核对后再保存', 'calendar-line-unreadable': '看不懂：', 'bad-input': '请核对填写的内容', forbidden: '没有权限', other: '没有保存，请稍后再试' } as Record<string, string>,
  },
  en: {
    title: 'Places and opening hours', places: 'Places', name: 'Name', aliases: 'Also called', aliasesHint: 'One a line; the intake knows these words too', kind: 'Kind', zone: 'Zone', department: 'Accepting department', inRoom: 'Ask the user before entering', seats: 'Seats', actions: 'Actions', add: 'Add a place', edit: 'Change', archive: 'Take out of use', restore: 'Bring back', showArchived: 'Show those out of use', codes: 'Print codes for the walls', codeOf: (name: string) => `Code of ${name}`, code: 'Code', noCodes: 'Codes for the walls need an address guests’ phones can open; the administrator sets it',
    archived: 'Out of use', save: 'Save', saved: 'Saved', cancel: 'Cancel', kinds: kindEn, departments: departmentEn,
    hours: 'Opening hours', hoursHint: 'Such as 09:00-12:00 14:00-18:00; empty = closed', days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'], closedOnHolidays: 'Closed on public holidays', exceptions: 'Single days', exceptionsHint: 'One a line, such as 2026-12-24 09:00-15:00; a date alone is closed',
    holidays: 'Holidays and make-up days of a coming year', holidaysHint: 'As the State Council says, one a line: 2028-01-01 元旦 休, make-up 2028-01-08 元旦 班', known: (years: string) => `Years with a notice: ${years}. Others are never guessed.`,
    refusal: { 'place-name-taken': 'There is a place of this name', 'password-sign-in-needed': 'Sign out and in again with the password: a PIN is not enough', 'changed-meanwhile': 'Somebody just changed it; check and save again', 'calendar-line-unreadable': 'Cannot be read: ', 'bad-input': 'Check what you entered', forbidden: 'No permission', other: 'Not saved; try again later' } as Record<string, string>,
  },
});
