import type { Role } from '../../../platform/core/roles.ts';
import type { PlaceDepartment, PlaceKind } from '../core/site-contract.ts';

/** Invented people and rooms; any likeness is chance. */
export type DemoPerson = { readonly username: string; readonly name: string; readonly roles: readonly Role[]; readonly skills?: readonly string[] };

/** Skills that M-25 asks an authorisation for. */
export const GUARDED_SKILLS = ['electrical-main', 'gas', 'lift', 'fire-system', 'work-at-height'] as const;

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  { username: 'desk', name: '陈晓梅', roles: ['desk_agent'] },
  { username: 'desk2', name: '周雨桐', roles: ['desk_agent'] },
  { username: 'technician', name: '王建国', roles: ['technician'] },
  { username: 'technician2', name: '李志强', roles: ['technician'], skills: GUARDED_SKILLS },
  { username: 'foreman', name: '赵永刚', roles: ['foreman'] },
  { username: 'head', name: '孙伟明', roles: ['engineering_head'] },
  { username: 'manager', name: '林静怡', roles: ['property_manager'] },
  { username: 'assistant', name: '黄思雨', roles: ['property_assistant'] },
  { username: 'guard', name: '马振东', roles: ['guard'] },
  { username: 'storekeeper', name: '何秀兰', roles: ['storekeeper'] },
  { username: 'duty', name: '郭文博', roles: ['duty_officer'] },
  { username: 'sales', name: '徐嘉宁', roles: ['sales_agent'] },
  { username: 'quality', name: '高敏', roles: ['quality'] },
  { username: 'admin', name: '谢一鸣', roles: ['admin'] },
  { username: 'cleaner', name: '吴桂芳', roles: ['cleaner'] },
];

export const DEMO_PEOPLE_B: readonly DemoPerson[] = [
  { username: 'desk-b', name: '沈佳慧', roles: ['desk_agent'] },
  { username: 'desk2-b', name: '许文静', roles: ['desk_agent'] },
  { username: 'technician-b', name: '杨海涛', roles: ['technician'] },
  { username: 'technician2-b', name: '欧阳立新', roles: ['technician'], skills: GUARDED_SKILLS },
  { username: 'foreman-b', name: '董国平', roles: ['foreman'] },
  { username: 'head-b', name: '蒋少华', roles: ['engineering_head'] },
  { username: 'manager-b', name: '苏婉清', roles: ['property_manager'] },
  { username: 'assistant-b', name: '叶欣然', roles: ['property_assistant'] },
  { username: 'guard-b', name: '田大勇', roles: ['guard'] },
  { username: 'storekeeper-b', name: '石春燕', roles: ['storekeeper'] },
  { username: 'duty-b', name: '范志远', roles: ['duty_officer'] },
  { username: 'sales-b', name: '方子墨', roles: ['sales_agent'] },
  { username: 'quality-b', name: '姚瑞雪', roles: ['quality'] },
  { username: 'admin-b', name: '邹明轩', roles: ['admin'] },
  { username: 'cleaner-b', name: '任玉珍', roles: ['cleaner'] },
];

export type DemoPlace = {
  readonly name: string;
  readonly kind: PlaceKind;
  readonly zone: string;
  readonly department: PlaceDepartment;
  readonly inRoom?: boolean;
  readonly aliases?: readonly string[];
  readonly seats?: number;
};

const hall = (name: string, aliases: string[] = []): DemoPlace => ({ name, aliases, kind: 'public', zone: '销售大厅', department: 'sales' });
const flat = (number: number): DemoPlace => ({ name: `样板间${number}`, aliases: [`样板房${number}`, `${number}号样板间`, `${number}号样板房`], kind: 'room', zone: '样板房区', department: 'sales', inRoom: true });
const office = (name: string, aliases: string[] = []): DemoPlace => ({ name, aliases, kind: 'room', zone: '办公区', department: 'office', inRoom: true });
const plant = (name: string, department: PlaceDepartment, aliases: string[] = []): DemoPlace => ({ name, aliases, kind: 'public', zone: '设备区', department });

const ROOMS: readonly DemoPlace[] = [
  hall('大厅', ['前厅', '接待大厅', '售楼大厅']),
  hall('接待台', ['前台', '客服台']),
  hall('沙盘区', ['沙盘', '模型区']),
  hall('洽谈区', ['洽谈室外区']),
  hall('签约区', ['签约室', '签约中心']),
  { name: '贵宾洽谈室', aliases: ['VIP室', '贵宾室'], kind: 'room', zone: '销售大厅', department: 'sales', inRoom: true },
  hall('影音室', ['影视厅', '放映厅']),
  { name: '儿童区', aliases: ['儿童乐园'], kind: 'public', zone: '销售大厅', department: 'cleaning' },
  { name: '水吧', aliases: ['吧台', '水吧台'], kind: 'public', zone: '销售大厅', department: 'bar' },
  flat(1),
  flat(2),
  flat(3),
  { name: '样板房走廊', aliases: ['看房通道'], kind: 'public', zone: '样板房区', department: 'security' },
  { name: '男洗手间', aliases: ['男卫生间', '男厕', '男厕所'], kind: 'public', zone: '销售大厅', department: 'cleaning' },
  { name: '女洗手间', aliases: ['女卫生间', '女厕', '女厕所'], kind: 'public', zone: '销售大厅', department: 'cleaning' },
  { name: '无障碍洗手间', aliases: ['残疾人卫生间'], kind: 'public', zone: '销售大厅', department: 'cleaning' },
  office('办公室', ['销售办公室', '办公区']),
  office('经理室', ['销售经理室']),
  office('财务室', ['财务']),
  office('会议室'),
  office('更衣室'),
  office('库房', ['仓库']),
  plant('配电间', 'security', ['配电室', '电房']),
  plant('消防控制室', 'security', ['消控室', '监控室']),
  plant('空调机房', 'office'),
  { name: '电梯厅', aliases: ['电梯', '电梯间'], kind: 'public', zone: '样板房区', department: 'security' },
  { name: '停车场', aliases: ['车场', '车位'], kind: 'public', zone: '室外', department: 'security' },
  { name: '门岗', aliases: ['岗亭', '大门'], kind: 'public', zone: '室外', department: 'security' },
  { name: '室外水景', aliases: ['水景', '喷泉'], kind: 'public', zone: '室外', department: 'cleaning' },
];

const TABLES: readonly DemoPlace[] = Array.from({ length: 12 }, (_, index) => ({
  name: `洽谈桌${index + 1}`,
  aliases: [`${index + 1}号桌`, `${index + 1}号洽谈桌`],
  kind: 'table',
  zone: '洽谈区',
  department: 'bar',
  seats: index < 8 ? 4 : 6,
}));

export const DEMO_PLACES: readonly DemoPlace[] = [...ROOMS, ...TABLES];

export const DEMO_SITES = [
  { name: '云栖示范售楼中心', company: '云栖物业服务有限公司', address: '云栖示范路 88 号，从南门进', complaintsPhone: '0571-5550100', deskPhone: '0571-5550101', people: DEMO_PEOPLE, staffPrefix: 'YQ' },
  { name: '云栖二期示范售楼中心', company: '云栖物业服务有限公司', address: '云栖示范路 99 号，从东门进', complaintsPhone: '0571-5550200', deskPhone: '0571-5550201', people: DEMO_PEOPLE_B, staffPrefix: 'YE' },
] as const;

/** On tap for trying the change of people at the desk; said wherever the demo's password is said. */
export const DEMO_PIN = '2580';
