import { uuidv7 } from '../../platform/web/ids.ts';
import { sending } from './guest-forms.ts';
import { words } from './guest-words.ts';
import { call, field, line, make } from './page-parts.ts';

const KINDS = ['complaint', 'report'] as const;

/** A complaint, or a report the manager alone reads (M-37), folded away under whatever the code opens. The ids are made once: a second press is the same case. */
export const complaintForm = (code: string): HTMLElement => {
  const ids = { commandId: uuidv7(), complaintId: uuidv7() };
  const content = make('textarea', { rows: 4, maxLength: 2000 });
  const name = make('input', { type: 'text', maxLength: 40 });
  const phone = make('input', { type: 'tel', maxLength: 30 });
  const aboutManager = make('input', { type: 'checkbox' });
  const note = line(words.kindNote.complaint, 'dim');
  const button = make('button', { type: 'submit' }, words.complaintSend.complaint);
  const form = make(
    'form',
    {},
    make('fieldset', {}, make('legend', {}, words.kindOf), ...KINDS.map((kind) => make('label', {}, make('input', { type: 'radio', name: 'kind', value: kind, checked: kind === 'complaint' }), words.kind[kind]))),
    note,
    ...field('complaint-content', words.complaintWhat, content),
    make('label', { className: 'tick' }, aboutManager, words.aboutManager),
    ...field('complaint-name', words.name, name),
    ...field('complaint-phone', words.phone, phone),
    button,
  );
  const kindOf = () => (new FormData(form).get('kind') === 'report' ? 'report' : 'complaint');
  // The page has another form with a button of its own: each says what it sends.
  form.addEventListener('change', () => {
    note.textContent = words.kindNote[kindOf()];
    button.textContent = words.complaintSend[kindOf()];
  });
  sending(form, button, () => content.value.trim() !== '', async () => {
    const optional = { ...(name.value.trim() ? { name: name.value } : {}), ...(phone.value.trim() ? { phone: phone.value } : {}) };
    const made = (await call('/api/guest/complaint', { code, ...ids, kind: kindOf(), content: content.value, aboutManager: aboutManager.checked, ...optional })) as { number: string };
    const sent = make('div', {}, line(words.complaintSent, 'line'), line(`${words.complaintNumber} ${made.number}`), line(optional.phone ? words.complaintCalls : words.complaintSilent, 'dim'));
    sent.role = 'status';
    form.replaceWith(sent);
  });
  return make('details', { className: 'complain' }, make('summary', {}, words.complain), form);
};
