/** Elements without a library: these pages open on a stranger's phone, so all of them together stay under a few kilobytes. */
export const make = <K extends keyof HTMLElementTagNameMap>(tag: K, properties: Partial<HTMLElementTagNameMap[K]> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

export const line = (text: string, className = ''): HTMLParagraphElement => make('p', { className }, text);

/** A labelled field; the label comes first, as it is read. */
export const field = (id: string, label: string, input: HTMLElement): HTMLElement[] => {
  input.id = id;
  return [make('label', { htmlFor: id }, label), input];
};

/** Calls the server; a refusal is thrown with its stable code, a dead network as the browser's TypeError. */
export const call = async (path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(path, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (response.ok) return response.json();
  const problem = (await response.json().catch(() => ({}))) as { code?: string };
  // A gateway's page instead of an answer: the house was not reached.
  if (response.status >= 502 && !problem.code) throw new TypeError('offline');
  throw new Error(problem.code ?? 'refused');
};

/** A photo goes by itself, before the form that names it. */
export const callWithPhoto = async (path: string, photo: Blob): Promise<{ hash: string }> => {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': photo.type || 'image/jpeg' }, body: photo });
  if (!response.ok) throw new Error('refused');
  return (await response.json()) as { hash: string };
};

/** A dot or a slip of the finger is a signature of nothing. */
const LEAST_LENGTH = 60;
const [WIDTH, HEIGHT] = [600, 220];

export type SignaturePad = { readonly canvas: HTMLCanvasElement; isSigned(): boolean; clear(): void };

/** A canvas to sign on with finger, pen or mouse. */
export const signaturePad = (label: string, onChange: () => void): SignaturePad => {
  const canvas = make('canvas', { width: WIDTH, height: HEIGHT, ariaLabel: label, role: 'img' });
  const context = canvas.getContext('2d');
  let last: { x: number; y: number } | undefined;
  let length = 0;
  const at = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) * WIDTH) / box.width, y: ((event.clientY - box.top) * HEIGHT) / box.height };
  };
  const lift = () => {
    last = undefined;
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!last || !context) return;
    const next = at(event);
    context.lineWidth = 3;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(last.x, last.y);
    context.lineTo(next.x, next.y);
    context.stroke();
    length += Math.hypot(next.x - last.x, next.y - last.y);
    last = next;
    onChange();
  });
  canvas.addEventListener('pointerup', lift);
  canvas.addEventListener('pointercancel', lift);
  return {
    canvas,
    isSigned: () => length >= LEAST_LENGTH,
    clear: () => {
      context?.clearRect(0, 0, WIDTH, HEIGHT);
      length = 0;
      onChange();
    },
  };
};
