import { COMPOUND_SURNAMES, isSurname, surnameOf } from '../../../platform/core/text-order.ts';

export type Reporter = { readonly surname?: string; readonly name?: string; readonly honorific?: string };
export type ReporterTaken = { readonly rest: string; readonly reporter?: Reporter };

const HONORIFIC = '副总经理|总经理|副经理|副总|总监|总|经理|副主管|主管|主任|先生|小姐|女士|太太|老师|师傅|顾问|助理|专员|队长|班长|店长|秘书';
const OFFICE = '销售|物业|案场|营销|项目|值班|客户|客服|工程|策划|行政|财务|渠道|置业|运营|招商|设计|大堂|前厅|区域|楼层|保洁|保安|安保|维修|水电|电工';
/** 施工 is work going on, not Mr Shi; the other trades and stages likewise. */
const NOT_ENGINEER = /^[施员电木焊水技民完开停返竣手人加动复误瓦]工$/u;
const NOT_SURNAME = /^[找叫请让派给喊的位各该本副正女男和跟问等是有]/u;
const END = '(?=$|[\\s,。;、!:])';
const SAYS = '(?:报修|报的|来电|打来|反映|要求|说)?';
const STANDS = '(?<=^|[\\s,。;、!:])';
const COMPOUND = COMPOUND_SURNAMES.join('|');

const ALONE = new RegExp(`${STANDS}(?:报修人|联系人)?:?\\s*[小老]?(?<surname>${COMPOUND}|\\p{Script=Han})(?<given>\\p{Script=Han}{0,2}?)(?<title>${HONORIFIC}|工)(?=$|[\\s,。;、!:]|报修|报的|来电|打来|反映|要求|说)${SAYS}`, 'gu');
const BY_OFFICE = new RegExp(`${STANDS}(?:${OFFICE})(?:部)?(?:${HONORIFIC})${SAYS}${END}`, 'u');
/** Written without blanks: 洗手间漏水王经理. Only a common surname is taken out of running words. */
const RUN_ON = new RegExp(`(?<name>(?:${COMPOUND}|\\p{Script=Han})\\p{Script=Han}{0,2})(?<title>${HONORIFIC})${SAYS}${END}`, 'gu');
const FAMILIAR = new RegExp(`${STANDS}[小老](?<surname>\\p{Script=Han})${SAYS}${END}`, 'u');

const cut = (text: string, from: number, length: number): string => `${text.slice(0, from)} ${text.slice(from + length)}`;

const person = (surname: string, given: string, title: string): Reporter => ({ surname, ...(given === '' ? {} : { name: `${surname}${given}` }), honorific: title });

const takeAlone = (text: string): ReporterTaken | undefined => {
  for (const match of text.matchAll(ALONE)) {
    const { surname = '', given = '', title = '' } = match.groups ?? {};
    const isTitleOfOffice = new RegExp(`^(?:${OFFICE})`, 'u').test(surname + given);
    const isWord = title === '工' && (NOT_ENGINEER.test(`${surname}${given}工`) || !isSurname(surname));
    if (isTitleOfOffice || isWord || NOT_SURNAME.test(surname)) continue;
    return { rest: cut(text, match.index, match[0].length), reporter: person(surname, given, title) };
  }
  return undefined;
};

const takeRunOn = (text: string): ReporterTaken | undefined => {
  for (const match of text.matchAll(RUN_ON)) {
    const { name = '', title = '' } = match.groups ?? {};
    const characters = [...name];
    // The shortest name first: 漏水王经理 is 王, 漏水王小明先生 is 王小明, 漏水欧阳经理 is 欧阳.
    for (const length of [2, 1, 3, 4]) {
      const tail = characters.slice(-length).join('');
      const surname = surnameOf(tail) ?? '';
      const isWhole = length === 2 ? COMPOUND_SURNAMES.includes(tail) : length === 4 ? COMPOUND_SURNAMES.includes(surname) : isSurname(surname);
      if (characters.length < length || !isWhole) continue;
      const from = match.index + name.length - tail.length;
      return { rest: cut(text, from, match.index + match[0].length - from), reporter: person(surname, tail.slice(surname.length), title) };
    }
  }
  return undefined;
};

/** Who reports it: a known colleague, a name with its title, an office, or 小李. */
export const takeReporter = (text: string, people: readonly { readonly name: string }[] = []): ReporterTaken => {
  for (const { name } of [...people].sort((a, b) => b.name.length - a.name.length)) {
    const at = [...name].length < 2 ? -1 : text.indexOf(name);
    if (at < 0) continue;
    const title = new RegExp(`^(?:${HONORIFIC}|工)?${SAYS}`, 'u').exec(text.slice(at + name.length))?.[0] ?? '';
    const honorific = new RegExp(`^(?:${HONORIFIC}|工)`, 'u').exec(title)?.[0];
    const surname = surnameOf(name);
    return { rest: cut(text, at, name.length + title.length), reporter: { ...(surname ? { surname } : {}), name, ...(honorific ? { honorific } : {}) } };
  }
  const found = takeAlone(text);
  if (found) return found;
  const office = BY_OFFICE.exec(text);
  if (office) return { rest: cut(text, office.index, office[0].length), reporter: { honorific: office[0].replace(new RegExp(`${SAYS}$`, 'u'), '') } };
  const runOn = takeRunOn(text);
  if (runOn) return runOn;
  const familiar = FAMILIAR.exec(text);
  const surname = familiar?.groups?.['surname'] ?? '';
  if (familiar && isSurname(surname)) return { rest: cut(text, familiar.index, familiar[0].length), reporter: { surname, name: `${familiar[0].trim()[0]}${surname}` } };
  return { rest: text };
};
