import { uuidv7 } from '../../platform/web/ids.ts';
import { complaintForm } from './guest-complaint.ts';
import { sending } from './guest-forms.ts';
import { words } from './guest-words.ts';
import { call, field, line, make } from './page-parts.ts';

/** Five stars and a word, if the guest likes (the code on a table). */
export const drinksPage = async (code: string): Promise<HTMLElement> => {
  const page = (await call(`/api/guest/drinks?code=${encodeURIComponent(code)}`)) as { siteName: string; table: string };
  const ids = { commandId: uuidv7(), ratingId: uuidv7() };
  const comment = make('textarea', { rows: 2, maxLength: 300 });
  const button = make('button', { type: 'submit' }, words.send);
  const form = make(
    'form',
    {},
    make('fieldset', {}, make('legend', {}, words.drinks), ...[5, 4, 3, 2, 1].map((stars) => make('label', {}, make('input', { type: 'radio', name: 'stars', value: String(stars) }), words.stars(stars)))),
    ...field('comment', words.comment, comment),
    button,
  );
  const stars = (): number => Number(new FormData(form).get('stars') ?? 0);
  sending(form, button, () => stars() > 0, async () => {
    await call('/api/guest/drinks/rate', { code, ...ids, stars: stars(), ...(comment.value.trim() ? { comment: comment.value.trim() } : {}) });
    form.replaceWith(make('p', { className: 'line', role: 'status' }, words.done));
  });
  return make('main', {}, make('h1', {}, page.table), line(page.siteName, 'dim'), line(words.drinksNote, 'dim'), form, complaintForm(code));
};
