/** Work that only an authorised technician may do (M-25). */
export type Skill = 'electrical-main' | 'gas' | 'lift' | 'fire-system' | 'work-at-height';

export type RepairType = {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** 系统, as the facility slip names it. */
  readonly system: string;
  readonly keywords: readonly string[];
  /** M-13: what to get ready within the 15 minutes. */
  readonly tools: readonly string[];
  readonly materials: readonly string[];
  /** M-19: cannot be done without noise. */
  readonly noisy: boolean;
  readonly skill?: Skill;
  /** M-45: people may come to harm; call first, slip later (补单). */
  readonly safety?: boolean;
};

const type = (id: string, zh: string, en: string, system: string, keywords: string, tools: string, materials: string, more: { noisy?: boolean; skill?: Skill; safety?: boolean } = {}): RepairType => ({
  id, zh, en, system, keywords: keywords.split(' '), tools: tools.split(' '), materials: materials === '' ? [] : materials.split(' '), noisy: more.noisy ?? false, ...(more.skill ? { skill: more.skill } : {}), ...(more.safety ? { safety: true } : {}),
});

/** The usual faults of a sales centre (M-13 tools and material, M-19 noise, M-25 skill); the agent may choose another than the one guessed. */
export const REPAIR_TYPES: readonly RepairType[] = [
  type('distribution-box', '配电箱、总闸', 'Distribution box', '强电', '配电箱 配电 总闸 跳闸 断电 停电 漏电 触电 冒火花', '万用表 绝缘手套 验电笔', '空气开关', { skill: 'electrical-main', safety: true }),
  type('gas', '燃气', 'Gas', '燃气', '燃气 煤气 天然气', '检漏仪 扳手', '', { skill: 'gas', safety: true }),
  type('lift', '电梯', 'Lift', '电梯', '电梯 扶梯 困人', '三角钥匙 围挡', '', { skill: 'lift', safety: true }),
  type('fire-system', '消防系统', 'Fire system', '消防', '消防 烟感 喷淋 灭火器 报警主机 消火栓', '测试枪 梯子', '烟感探测器', { skill: 'fire-system', safety: true }),
  type('high-lamp', '高处灯具', 'High lamp', '照明', '吊灯 高空 挑空 外墙灯', '升降梯 安全带 试电笔', '灯泡', { skill: 'work-at-height' }),
  type('burst-pipe', '爆管、跑水', 'Burst pipe', '给排水', '爆管 跑水 水管爆 喷水', '管钳 水泵 挡水条', '快速接头 软管', { safety: true }),
  type('glass', '玻璃破碎', 'Broken glass', '门窗', '玻璃碎 玻璃破 玻璃裂 玻璃炸 玻璃自爆', '防割手套 围挡 吸盘', '封箱胶带', { safety: true }),
  type('lamp', '灯具', 'Lamp', '照明', '射灯 筒灯 灯带 日光灯 台灯 壁灯 应急灯 灯泡 灯', '人字梯 试电笔 螺丝刀', '灯泡 镇流器'),
  type('socket', '插座、开关', 'Socket or switch', '强电', '插座 开关 没电', '试电笔 螺丝刀 万用表', '插座面板'),
  type('aircon', '空调', 'Air conditioning', '空调', '空调 冷气 暖气 制冷 制热 不冷 不热 出风 新风', '压力表 螺丝刀 梯子', '滤网'),
  type('leak', '漏水', 'Leak', '给排水', '漏水 渗水 滴水 水管 爆管 软管', '管钳 生料带 水桶', '软管 密封圈'),
  type('drain', '堵塞', 'Blocked drain', '给排水', '堵塞 堵了 堵住 下水 地漏 反味 马桶堵', '疏通机 皮搋子 手套', '', { noisy: true }),
  type('tap', '龙头、花洒', 'Tap', '给排水', '龙头 水龙头 花洒 感应', '扳手 生料带', '阀芯'),
  type('toilet', '马桶、小便池', 'Toilet', '给排水', '马桶 坐便 小便 冲水', '扳手 皮搋子', '水箱配件'),
  type('water-heater', '热水器、饮水机', 'Water heater', '给排水', '热水器 饮水机 开水机', '万用表 螺丝刀', '加热管'),
  type('door-lock', '门锁', 'Lock', '门窗', '门锁 锁 钥匙 门禁 指纹锁 密码锁', '螺丝刀 电钻', '锁芯'),
  type('door', '门', 'Door', '门窗', '自动门 感应门 玻璃门 门把手 合页 闭门器 门', '螺丝刀 内六角', '合页'),
  type('window', '窗、窗帘', 'Window or curtain', '门窗', '窗帘 窗户 纱窗 窗', '梯子 螺丝刀', '滑轮'),
  type('network', '网络、电话', 'Network', '弱电', '网络 上网 网线 无线 wifi 电话线 电话机 座机 路由器', '测线仪 压线钳', '水晶头 网线'),
  type('camera', '监控', 'CCTV', '弱电', '监控 摄像头 对讲 道闸 车闸', '测线仪 梯子', '电源适配器'),
  type('sound', '音响、投影', 'Sound and projection', '沙盘影音', '音响 投影 话筒 麦克风 大屏 显示屏 电视 影音室 背景音乐', '螺丝刀 音频线', '音频线'),
  type('model', '沙盘', 'Sand table', '沙盘影音', '沙盘 沙盘灯 模型', '螺丝刀 电烙铁', '灯珠'),
  type('wall', '墙面、吊顶', 'Wall or ceiling', '装饰', '墙面 墙纸 壁纸 吊顶 天花 乳胶漆 踢脚线 瓷砖', '铲刀 腻子', '乳胶漆', { noisy: true }),
  type('floor', '地面', 'Floor', '装饰', '地板 地砖 地毯 台阶', '电锤 橡皮锤', '地板', { noisy: true }),
  type('furniture', '家具', 'Furniture', '装饰', '椅子 桌子 沙发 柜子 抽屉 家具 货架', '螺丝刀 内六角', '螺丝'),
  type('landscape', '景观', 'Landscape', '景观', '水景 喷泉 绿化 庭院 户外', '潜水泵 手套', ''),
  type('other', '其他', 'Other', '其他', '', '常用工具包', ''),
];

const BY_ID = new Map(REPAIR_TYPES.map((entry) => [entry.id, entry]));
export const repairType = (id: string | undefined): RepairType | undefined => (id ? BY_ID.get(id) : undefined);
export const skillOf = (id: string | undefined): Skill | undefined => repairType(id)?.skill;

/** Words that only say where it is, or that hold a keyword by accident: the lamp in the 电梯厅 is no lift. */
const PLACE_WORDS = /电梯[厅口间旁]|消防(?:通道|楼梯|控制室|中心)|配电[房间室]|监控[室房]|空调(?:机房|房|室)|沙盘[区旁边]|开门前|部门|专门|热门|门[厅口]|[锁窗门]边|水景边|灯光师/gu;
/** A leaking or dead thing is first of all that thing: 马桶漏水 is the toilet, 洗手间漏水 a leak. */
const SYMPTOM_TYPES: ReadonlySet<string> = new Set(['leak', 'drain']);

type Hit = { readonly type: RepairType; readonly length: number; readonly at: number };

const hitsIn = (text: string, type: RepairType): Hit[] =>
  type.keywords.flatMap((keyword) => {
    const at = keyword === '' ? -1 : text.indexOf(keyword.toLowerCase());
    return at < 0 ? [] : [{ type, length: keyword.length, at }];
  });

/**
 * What kind of repair the words speak of. A type that asks for a skill or concerns safety wins wherever it is named
 * (M-25: better one call too many); then things before symptoms, longer words before shorter, earlier before later.
 */
export const guessRepairType = (text: string, catalogue: readonly RepairType[] = REPAIR_TYPES): RepairType | undefined => {
  const folded = text.toLowerCase().replace(PLACE_WORDS, ' ');
  const rank = ({ type }: Hit): number => (type.skill ? 0 : type.safety ? 1 : SYMPTOM_TYPES.has(type.id) ? 3 : 2);
  return catalogue
    .flatMap((type) => hitsIn(folded, type))
    .sort((a, b) => rank(a) - rank(b) || b.length - a.length || a.at - b.at)[0]?.type;
};
