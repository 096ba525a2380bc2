/** How Chinese and English names are sorted, split and addressed. Pure; the order is the browser's and Node's own ICU. */

/** Surnames of two characters (复姓): 欧阳经理 is addressed as 欧阳, never as 欧. */
export const COMPOUND_SURNAMES: readonly string[] = (
  '欧阳 司马 上官 诸葛 尉迟 令狐 东方 皇甫 慕容 司徒 夏侯 公孙 长孙 宇文 轩辕 端木 南宫 西门 独孤 东郭 百里 呼延 闻人 澹台 濮阳 太史 申屠 仲孙 ' +
  '钟离 鲜于 闾丘 亓官 司空 公冶 宗政 赫连 万俟 淳于 单于 羊舌 梁丘 左丘 公良 公输 漆雕 乐正 壤驷 公西 拓跋 夹谷 宰父 谷梁 段干 纳兰 完颜 司寇 巫马 颛孙 太叔'
).split(' ');

/**
 * Common surnames of one character; enough to tell 王经理 from 销售经理. Those that are everyday words (来, 和, 全 …) are
 * left out: in 漏水了和经理说 there is no 和经理.
 */
const COMMON_SURNAMES = new Set(
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢路岳齐梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫苟褚廉简娄盖符奚穆党燕郎邸冀谈姬屠郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽井练仲乐虞卞封竺冼楚佟栗匡宗巫鞠僧桑荆谌银扬伏岑胥蔺',
);

/** Characters whose surname reading differs from the usual one, with a homophone that sorts right (曾 Zēng, 单 Shàn, 仇 Qiú …). */
const READ_AS: Readonly<Record<string, string>> = {
  曾: '增', 单: '善', 仇: '求', 解: '谢', 查: '渣', 区: '欧', 朴: '瓢', 盖: '葛', 召: '邵', 员: '运', 覃: '秦', 翟: '宅', 乐: '月', 缪: '妙', 折: '舌', 种: '虫', 长孙: '掌孙', 尉迟: '玉迟', 万俟: '末齐', 澹台: '谈台', 单于: '蝉于',
};

const isHan = (text: string): boolean => /^\p{Script=Han}/u.test(text);

/** Two for a 复姓, one otherwise, the last word of a Latin name. Undefined for an empty text. */
export const surnameOf = (name: string): string | undefined => {
  const text = name.trim();
  if (text === '') return undefined;
  if (!isHan(text)) return text.split(/\s+/u).at(-1);
  // By code points: 𠮷 is one character although two UTF-16 units.
  return COMPOUND_SURNAMES.find((surname) => text.startsWith(surname)) ?? [...text][0];
};

export const isSurname = (text: string): boolean => COMMON_SURNAMES.has(text) || COMPOUND_SURNAMES.includes(text);

/** 王师傅, 欧阳经理: what a person is called in a sentence. Latin names keep their own order: Mr Smith is the caller's words. */
export const addressOf = (name: string, honorific: string): string => {
  const surname = surnameOf(name);
  if (surname === undefined) return honorific;
  return isHan(name.trim()) ? `${surname}${honorific}` : name.trim();
};

const sortKey = (name: string): string => {
  const surname = surnameOf(name) ?? '';
  const read = READ_AS[surname];
  return read && isHan(name.trim()) ? read + name.trim().slice(surname.length) : name.trim();
};

/** Names by pinyin in Chinese and by letters in English; digits by value (样板间2 before 样板间10); equal readings by code point. */
export const nameOrder = (language: 'zh-CN' | 'en'): ((a: string, b: string) => number) => {
  const collator = new Intl.Collator(language === 'en' ? 'en' : 'zh-Hans-CN-u-co-pinyin', { numeric: true, sensitivity: 'base' });
  return (a, b) => collator.compare(sortKey(a), sortKey(b)) || (a < b ? -1 : a > b ? 1 : 0);
};
