export type IntakePlace = { readonly id: string; readonly name: string; readonly aliases?: readonly string[] };

const HAN_DIGITS = '零一二三四五六七八九';
const toHan = (value: number): string =>
  value < 10 ? (HAN_DIGITS[value] ?? '') : value < 100 ? `${value < 20 ? '' : HAN_DIGITS[Math.floor(value / 10)]}十${value % 10 === 0 ? '' : HAN_DIGITS[value % 10]}` : '';

/** 2 also stands for 二, and never for a part of 12 or 十二. */
const numberPattern = (digits: string): string => {
  const han = Number(digits) > 0 ? toHan(Number(digits)) : '';
  const arabic = `(?<!\\d)${digits}(?!\\d)`;
  return han === '' ? arabic : `(?:${arabic}|(?<![${HAN_DIGITS}十])${han}(?![${HAN_DIGITS}十]))`;
};

/** Blanks do not matter inside a name; a Latin name is a whole word. */
const namePattern = (name: string): string => {
  const parts = name.match(/\d+|\s+|[^\d\s]/gu) ?? [];
  const body = parts
    .filter((part) => part.trim() !== '')
    .map((part) => (/^\d/u.test(part) ? numberPattern(part) : part.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')))
    .join('\\s*');
  return `${/^[a-z]/iu.test(name) ? '(?<![a-z])' : ''}${body}${/[a-z]$/iu.test(name) ? '(?![a-z])' : ''}`;
};

/** 样板间2 is also called 2号样板间, 样板间2号 and 2#样板间. */
const calledAlso = (name: string): string[] => {
  const after = /^(\D+?)\s*(\d+)(?:号|#)?$/u.exec(name);
  const before = /^(\d+)(?:号|#)(\D+)$/u.exec(name);
  const [stem, number] = after ? [after[1], after[2]] : before ? [before[2], before[1]] : [];
  return stem && number ? [`${stem}${number}号`, `${stem}${number}#`, `${number}号${stem}`, `${number}#${stem}`, `${stem}${number}`] : [];
};

/** Where rooms are numbered, 样板间3 is another room than 样板间, known or not. 样板间3点 and 样板间3盏灯 are not numbers of rooms. */
const OTHER_NUMBER = `(?!\\s*(?:\\d+|[${HAN_DIGITS}十]+)(?![\\d:]|\\s*[点时个盏只块台扇处张把根条套组间种次])|[a-zA-Z]\\d)`;

/** Sales-centre words that end the name of a place. */
const KIND =
  '样板[间房]|洗手间|卫生间|厕所|茶水间|楼梯间|电梯[间厅]|更衣室|(?:会议|办公|财务|签约|影音|贵宾|接待|储藏|监控|休息)室|配电[房室]|会所|前台|大[厅堂]|门厅|走廊|过道|停车场|车库|吧台|水吧|门口|[\\d一二三四五六七八九十]+(?:楼|层|号楼|栋|座)|[室厅](?![内外])|区(?!域)';
const UNKNOWN = new RegExp(`(?<=^|[\\s,。;、!在])(?:(?![在的了坏漏不把说给到从])[\\p{Script=Han}A-Za-z0-9#]){0,6}?(?:${KIND})(?:(?:[\\p{Script=Han}A-Za-z0-9#](?![的了坏漏不]))?(?:${KIND})){0,2}(?:\\d+号?)?`, 'u');

export type PlaceTaken = { readonly rest: string; readonly placeId?: string; readonly placeText?: string };

/** The longest known name in the text; else words that look like a place, which also stay in the text unless they stand alone. */
export const takePlace = (text: string, places: readonly IntakePlace[]): PlaceTaken => {
  const names = places.flatMap((place) => [place.name, ...(place.aliases ?? [])].map((name) => ({ id: place.id, name: name.normalize('NFKC').trim() }))).filter(({ name }) => name !== '');
  const numberedStems = new Set(names.flatMap(({ name }) => /^(\D+?)\s*\d+(?:号|#)?$/u.exec(name)?.[1] ?? []));
  const given = new Set(names.map(({ name }) => name));
  const all = [...names, ...names.flatMap(({ id, name }) => calledAlso(name).filter((other) => !given.has(other)).map((other) => ({ id, name: other })))];
  for (const { id, name } of all.sort((a, b) => b.name.length - a.name.length)) {
    const pattern = numberedStems.has(name) ? `(?<![\\d${HAN_DIGITS}十][号#]?)${namePattern(name)}${OTHER_NUMBER}` : namePattern(name);
    const match = new RegExp(pattern, 'iu').exec(text);
    if (match) return { rest: `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`, placeId: id };
  }
  const unknown = UNKNOWN.exec(text);
  if (!unknown) return { rest: text };
  const after = text.slice(unknown.index + unknown[0].length);
  const standsAlone = /^[\s,。;、!]/u.test(after);
  return { rest: standsAlone ? `${text.slice(0, unknown.index)} ${after}` : text, placeText: unknown[0] };
};
