import './guest.css';
import { complaintForm } from './guest-complaint.ts';
import { drinksPage } from './guest-drinks.ts';
import { rateForm, reportForm } from './guest-forms.ts';
import { LOCALE, timeOf, words } from './guest-words.ts';
import { call, line, make } from './page-parts.ts';

type Page = { kind: 'report' | 'follow' | 'rate'; siteName: string; complaintsPhone: string; place: string; item: string | null; status: string | null; technician: string | null; expectedAt: string | null; number: string | null; mayRate: boolean; zone: string };

const ASK_AGAIN_MS = 30_000;
const code = location.pathname.split('/').at(-1) ?? '';
const way = new URLSearchParams(location.search).get('way') ?? 'own_phone';
const root = document.getElementById('root') ?? document.body;

/** The truthful line: what is so, who comes, by when; nothing personal. */
const truthOf = (page: Page): string => {
  const status = page.status ?? '';
  const isSent = ['accepted', 'ready'].includes(status);
  const isComing = isSent || ['issued', 'logged'].includes(status);
  return `${words.line[status] ?? ''}${isSent ? (page.technician ?? '') : ''}${isComing && page.expectedAt ? words.expected(timeOf(page.expectedAt, page.zone)) : ''}`;
};

/** Drawn anew only when rating opens or closes: what somebody is typing must not vanish under the next answer. */
const draw = (page: Page, state: { isRated: boolean; readonly complaint: HTMLElement }): HTMLElement => {
  const isReport = page.kind === 'report';
  const truth = make('p', { className: 'line', role: 'status' }, truthOf(page));
  const main = make('main', {}, make('h1', {}, isReport ? words.report : page.place), line(`${page.siteName} · ${isReport ? page.place : (page.number ?? '')}`, 'dim'));
  main.append(...(isReport ? [reportForm(code)] : [line(page.item ?? ''), truth]));
  if (page.kind === 'rate') {
    const closed = ['signed_off', 'closed'].includes(page.status ?? '') ? words.done : words.notYet;
    main.append(page.mayRate ? rateForm(code, way, () => (state.isRated = true)) : line(closed, 'dim'));
  }
  main.append(state.complaint);
  if (page.complaintsPhone) main.append(make('p', { className: 'dim' }, `${words.complaints} `, make('a', { href: `tel:${page.complaintsPhone}` }, page.complaintsPhone)));
  root.replaceChildren(main);
  return truth;
};

const show = (text: string, role: 'status' | 'alert') => root.replaceChildren(make('main', {}, make('p', { role }, text)));

const start = () => {
  // One form for as long as the page is open: drawn anew, it keeps what was typed.
  const state = { isRated: false, complaint: complaintForm(code) };
  let shown: { page: Page; truth: HTMLElement } | undefined;
  const load = async () => {
    try {
      const page = (await call(`/api/guest/page?code=${encodeURIComponent(code)}`)) as Page;
      const keeps = shown && (state.isRated || shown.page.mayRate === page.mayRate);
      if (shown && keeps) {
        const text = truthOf(page);
        if (shown.truth.textContent !== text) shown.truth.textContent = text;
        shown = { page, truth: shown.truth };
      } else shown = { page, truth: draw(page, state) };
    } catch (error) {
      // Once something is shown, a missed answer leaves it standing.
      if (!shown) show(error instanceof TypeError ? words.offline : words.gone, 'alert');
    }
  };
  void load();
  setInterval(() => void load(), ASK_AGAIN_MS);
};

document.documentElement.lang = LOCALE;
show(words.loading, 'status');
// The code on a table opens a page of its own; every other one is a repair's.
if (code.startsWith('drinks.')) void drinksPage(code).then((main) => root.replaceChildren(main), (error: unknown) => show(error instanceof TypeError ? words.offline : words.gone, 'alert'));
else start();
