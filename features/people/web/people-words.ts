import { defineWords } from '../../../platform/web/i18n.tsx';
import type { Role } from '../../../platform/core/roles.ts';

const roleZh: Record<Role, string> = {
  desk_agent: '客服', technician: '维修员', foreman: '维修领班', engineering_head: '工程部主任', property_manager: '物业经理', property_assistant: '物业助理', guard: '秩序维护员', storekeeper: '库管员',
  duty_officer: '行政值班', sales_agent: '置业顾问', quality: '区域品质', cleaner: '保洁', admin: '系统管理员',
};
const roleEn: Record<Role, string> = {
  desk_agent: 'Desk', technician: 'Technician', foreman: 'Foreman', engineering_head: 'Head of engineering', property_manager: 'Property manager', property_assistant: 'Assistant', guard: 'Guard', storekeeper: 'Storekeeper',
  duty_officer: 'Duty officer', sales_agent: 'Sales', quality: 'Quality', cleaner: 'Cleaner', admin: 'Administrator',
};

export const PEOPLE_WORDS = defineWords({
  zh: {
    role: roleZh, title: '前厅', subtitle: '售楼中心物业服务', name: '姓名拼音、工号或手机号', password: '密码', signIn: '登录', signOut: '退出', switch: '换人', pin: 'PIN 密码', switchTitle: '换人', choose: '请选择姓名', cancel: '取消',
    ended: '登录已结束，请重新登录；没有保存的文字都还在。', enrol: '将这台电脑登记为客服台', enrolled: '已登记，按 F2 换人', notEnrolled: '这台电脑还没有登记为客服台，由物业经理登记后可以用 PIN 换人',
    refusal: { 'wrong-password': '用户名或密码不对', 'signed-out': '用户名或密码不对', 'wrong-pin': 'PIN 不对', 'too-many-tries': '试的次数太多，请几分钟后再试', forbidden: '不能在这里登录', unavailable: '暂时办不到，请稍后再试', offline: '没有连上服务器，请检查网络' } as Record<string, string>,
    setUp: { title: '第一次使用', code: '启动窗口里显示的开通码', demo: '建立演示案场', empty: '建立空白案场', siteName: '案场名称', phone: '投诉电话', manager: '物业经理姓名', username: '登录名（小写字母）', made: '演示案场已建立，请抄下密码', password: '密码', go: '去登录', need: '请填写完整' },
  },
  en: {
    role: roleEn, title: 'Foyer', subtitle: 'Property service of the sales centre', name: 'Name, staff number or phone', password: 'Password', signIn: 'Sign in', signOut: 'Sign out', switch: 'Switch', pin: 'PIN', switchTitle: 'Switch person', choose: 'Choose your name', cancel: 'Cancel',
    ended: 'The session has ended; sign in again. What you typed is kept.', enrol: 'Enrol this PC as a service desk', enrolled: 'Enrolled; F2 switches', notEnrolled: 'This PC is not enrolled; the manager enrols it, then people switch by PIN',
    refusal: { 'wrong-password': 'Wrong name or password', 'signed-out': 'Wrong name or password', 'wrong-pin': 'Wrong PIN', 'too-many-tries': 'Too many tries, wait some minutes', forbidden: 'Not possible here', unavailable: 'Not possible right now', offline: 'Not connected' },
    setUp: { title: 'First use', code: 'Code shown on the console', demo: 'Make the demo centre', empty: 'Make an empty centre', siteName: 'Name of the centre', phone: 'Complaints number', manager: 'Property manager', username: 'Sign-in name (lower case)', made: 'The demo centre is ready; note the password', password: 'Password', go: 'Go to sign-in', need: 'Fill in everything' },
  },
});
