import { uuidv7 } from '../../platform/web/ids.ts';
import { words } from './guest-words.ts';
import { shrinkPhoto } from '../../platform/web/shrink-photo.ts';
import { call, callWithPhoto, field, line, make, signaturePad } from './page-parts.ts';

const problemOf = (error: unknown): string => {
  if (error instanceof TypeError) return words.offline;
  const code = error instanceof Error ? error.message : '';
  return code === 'too-many-tries' ? words.wait : code === 'house-device' ? words.house : words.refused;
};

/** Sends once at a time; a failure is told above the button and everything typed stays. */
export const sending = (form: HTMLFormElement, button: HTMLButtonElement, isReady: () => boolean, send: () => Promise<void>): (() => void) => {
  const alert = make('p', { role: 'alert', hidden: true });
  button.before(alert);
  let busy = false;
  const refresh = () => {
    button.disabled = busy || !isReady();
  };
  const submit = async () => {
    if (busy || !isReady()) return;
    busy = true;
    alert.hidden = true;
    refresh();
    try {
      await send();
    } catch (error) {
      alert.textContent = problemOf(error);
      alert.hidden = false;
    }
    busy = false;
    refresh();
  };
  form.addEventListener('input', refresh);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  refresh();
  return refresh;
};

/** A fault reported from the code on the wall; the ids are made once, so that a second press is the same report. */
export const reportForm = (code: string): HTMLElement => {
  const ids = { commandId: uuidv7(), repairId: uuidv7() };
  const what = make('textarea', { rows: 3, maxLength: 300, placeholder: words.whatHint });
  const name = make('input', { type: 'text', maxLength: 40 });
  const phone = make('input', { type: 'tel', maxLength: 30 });
  const photo = make('input', { type: 'file', accept: 'image/*', className: 'file' });
  const photoNote = make('p', { className: 'dim', role: 'status' });
  let photos: string[] = [];
  photo.addEventListener('change', () => {
    const [file] = photo.files ?? [];
    photos = [];
    photoNote.textContent = '';
    if (!file) return;
    void shrinkPhoto(file)
      .then((small) => callWithPhoto(`/api/guest/photo?code=${encodeURIComponent(code)}`, small))
      .then(({ hash }) => {
        photos = [hash];
        photoNote.textContent = words.photoSent;
      })
      .catch(() => {
        photo.value = '';
        photoNote.textContent = words.photoFailed;
      });
  });
  const button = make('button', { type: 'submit' }, words.send);
  const form = make('form', {}, ...field('what', words.what, what), make('label', { className: 'photo' }, photo, words.photo), photoNote, ...field('name', words.name, name), ...field('phone', words.phone, phone), button);
  const send = async () => {
    const optional = { ...(name.value.trim() ? { name: name.value } : {}), ...(phone.value.trim() ? { phone: phone.value } : {}) };
    const made = (await call('/api/guest/report', { code, ...ids, item: what.value, ...optional, ...(photos.length > 0 ? { photos } : {}) })) as { logNumber: string; follow: string };
    const sent = make('div', {}, line(words.sent, 'line'), line(`${words.number} ${made.logNumber}`), make('p', {}, make('a', { href: made.follow }, words.follow)));
    sent.role = 'status';
    form.replaceWith(sent);
  };
  sending(form, button, () => what.value.trim() !== '', send);
  return form;
};

const CRITERIA = ['workmanship', 'attitude', 'conduct'] as const;
const RATINGS = ['satisfied', 'fair', 'dissatisfied'] as const;

/** Three ratings and a signature, the user's own act (M-31). */
export const rateForm = (code: string, way: string, onDone: () => void): HTMLElement => {
  const commandId = uuidv7();
  const comment = make('textarea', { rows: 2, maxLength: 500 });
  const signedBy = make('input', { type: 'text', maxLength: 40 });
  const pad = signaturePad(words.sign, () => refresh());
  const clear = make('button', { type: 'button', className: 'quiet', onclick: () => pad.clear() }, words.clear);
  const button = make('button', { type: 'submit' }, words.send);
  const form = make(
    'form',
    {},
    make('h2', {}, words.rate),
    ...CRITERIA.map((criterion) =>
      make('fieldset', {}, make('legend', {}, words[criterion]), ...RATINGS.map((rating) => make('label', {}, make('input', { type: 'radio', name: criterion, value: rating }), words[rating]))),
    ),
    ...field('comment', words.comment, comment),
    ...field('signedBy', words.signedBy, signedBy),
    make('p', { className: 'caption', ariaHidden: 'true' }, words.sign),
    pad.canvas,
    clear,
    button,
  );
  const ratings = () => new Map([...new FormData(form)].map(([key, value]) => [key, typeof value === 'string' ? value : '']));
  const isReady = () => CRITERIA.every((criterion) => ratings().has(criterion)) && signedBy.value.trim() !== '' && pad.isSigned();
  const send = async () => {
    const note = comment.value.trim() ? { comment: comment.value } : {};
    await call('/api/guest/rate', { code, commandId, ...Object.fromEntries(ratings()), ...note, signedBy: signedBy.value, way, signature: pad.canvas.toDataURL('image/png') });
    form.replaceWith(make('p', { className: 'line', role: 'status' }, words.done), ...(way === 'turned_phone' ? [make('p', {}, make('a', { href: '/m/' }, words.handBack))] : []));
    onDone();
  };
  const refresh = sending(form, button, isReady, send);
  return form;
};
