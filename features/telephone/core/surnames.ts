/** Surnames of two characters, so that nobody is cut in half (欧阳先生, not 欧先生). Misspelt forms are not surnames. */
const COMPOUND = new Set(
  '欧阳 百里 淳于 澹台 第五 东方 独孤 端木 段干 公孙 公西 公羊 公冶 赫连 呼延 皇甫 乐正 令狐 刘付 闾丘 慕容 纳兰 南宫 南门 濮阳 亓官 上官 申屠 司空 司寇 司马 司徒 太史 太叔 拓跋 完颜 万俟 尉迟 闻人 巫马 西门 夏侯 鲜于 轩辕 宇文 长孙 钟离 仲孙 诸葛 颛孙 宗政 左丘 东郭 东门 叔孙 轩丘 梁丘 谷梁 漆雕 公良 壤驷 夹谷 宰父 微生 羊舌 叶赫 爱新 完颜 达奚 贺兰 屈突 鲜卑 归海 第二 子车 北宫 公户 公仪'.split(' '),
);
/** The single surnames of everyday life: a word before 先生 in a note is a name only when it is one of these. */
const SINGLE = new Set(
  '王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余蒋叶杜苏魏程吕丁沈任姚卢钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白毛江闫薛尹付段雷黎史龙钱贺陶顾龚郝邵万严洪赖武傅莫孔汤常温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申殷詹耿关覃兰焦俞左柳甘祝包代宁符阮尚舒纪柯梅童毕凌单季成霍苗裴涂谷曲盛冉翁蓝骆路游靳辛管柴蒙鲍华喻祁房蒲滕萧屈饶解牟艾尤阳阎穆应农司古吉卓车简连缪项麦褚窦娄戚岑党宫景卜费冷晏卫席柏米隋宗桂瞿全苟楼闵佟臧边卞姬邬仇栾丘刁沙商寇荣巫郎桑丛甄敖虞仲池巩明佘查麻苑迟邝封官谈鞠匡惠荆冀胥郁班储芦燕楚鄢劳谌奚皮蔺冼盘满闻厉伊候区郜阚强帅屠朴盖练廉井巴漆祖支卿狄平计索宣晋占初门云容敬来扈晁都芮普阙戈浦伏薄鹿邸雍辜亓裘修邰杭况鲜逯印隆习茹诸慕玉银亢公嵇豆湛宾茅戎居干但斯束檀衣信阴展昝幸植富衡昌巢郦由竺贝步鄂弓过钮濮蔚郗荀贲别邴才从凡扶户滑郏经靖琚巨蒯旷伦雒茆糜綦谯渠山生侍眭隗沃乌咸忻延言尧英庾訾欧甯瘳尧'.split(''),
);

export const isCompoundSurname = (text: string): boolean => COMPOUND.has(text);
export const isCommonSurname = (character: string): boolean => SINGLE.has(character);

/** The surname of a full name: two characters where that is a surname, else the first. */
export const surnameOf = (fullName: string): string => {
  const characters = [...fullName.trim()];
  const two = characters.slice(0, 2).join('');
  if (COMPOUND.has(two)) return two;
  // A foreign name, or two characters that begin with none: taken whole rather than cut wrongly.
  return characters.length >= 2 && !SINGLE.has(characters[0] ?? '') && characters.length === 2 ? two : (characters[0] ?? '');
};
