import { useEffect, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { uuidv7 } from '../../platform/web/ids.ts';

type Page = { kind: 'report' | 'follow' | 'rate'; siteName: string; complaintsPhone: string; place: string; item: string | null; status: string | null; technician: string | null; expectedAt: string | null; number: string | null; mayRate: boolean; zone: string };

const ZH = {
  loading: '正在打开…', gone: '这个链接打不开,请联系客服台。', offline: '网络不通,请稍后再试;您填写的内容还在。', report: '报修', what: '什么坏了?', whatHint: '例如:第二个洗手台水龙头滴水', name: '怎么称呼您(可不填)', phone: '联系电话(可不填)', send: '提交', sent: '已收到,马上为您处理。', number: '登记号', follow: '查看进展',
  rate: '请您对本次维修作个评价', workmanship: '维修质量', attitude: '服务态度', conduct: '行为举止', satisfied: '满意', fair: '较满意', dissatisfied: '不满意', comment: '意见建议(可不填)', sign: '请在此签名', clear: '重写', signedBy: '您的称呼', done: '谢谢您的评价。今后有问题,我们随时为您服务。', notYet: '现在还不能评价,请稍候。', complaints: '投诉电话', refused: '没有成功,请再试一次。',
  line: { logged: '已收到报修,正在安排', issued: '已收到报修,正在安排', accepted: '已派', ready: '已派', on_site: '已到现场', in_progress: '正在维修', on_hold: '暂停,等待条件', tested: '已修好,等待验收', signed_off: '已完成', closed: '已完成', cancelled: '已取消' } as Record<string, string>,
  before: '前到',
};
const EN: typeof ZH = {
  loading: 'Opening…', gone: 'This link does not open; please ask the service desk.', offline: 'No network; try again, what you typed is kept.', report: 'Report a fault', what: 'What is broken?', whatHint: 'e.g. the second tap drips', name: 'Your name (optional)', phone: 'Phone (optional)', send: 'Send', sent: 'Received, we are on it.', number: 'Number', follow: 'See progress',
  rate: 'Please rate this repair', workmanship: 'Workmanship', attitude: 'Attitude', conduct: 'Conduct', satisfied: 'Satisfied', fair: 'Fairly', dissatisfied: 'Dissatisfied', comment: 'Comment (optional)', sign: 'Please sign here', clear: 'Clear', signedBy: 'Your name', done: 'Thank you. We are always at your service.', notYet: 'Not ready to be rated yet.', complaints: 'Complaints', refused: 'That did not work, please try again.',
  line: { logged: 'Received, being arranged', issued: 'Received, being arranged', accepted: 'On the way:', ready: 'On the way:', on_site: 'On site', in_progress: 'Being repaired', on_hold: 'On hold', tested: 'Repaired, to be accepted', signed_off: 'Done', closed: 'Done', cancelled: 'Cancelled' },
  before: '(expected)',
};
const words = navigator.language.startsWith('zh') ? ZH : EN;

const call = async (path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(path, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = (await response.json()) as { code?: string };
  if (!response.ok) throw new Error(answer.code ?? 'refused');
  return answer;
};
const problemOf = (error: unknown): string => (error instanceof TypeError ? words.offline : words.refused);

const timeOf = (instant: string, zone: string): string => new Intl.DateTimeFormat('zh-CN', { timeZone: zone, month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(instant));

/** The truthful line: what is so, who comes, by when; nothing personal. */
const Line = ({ page }: { page: Page }): ReactNode => {
  const coming = page.expectedAt && ['accepted', 'ready', 'issued', 'logged'].includes(page.status ?? '');
  return (
    <p className="line" role="status">
      {words.line[page.status ?? ''] ?? ''}
      {['accepted', 'ready'].includes(page.status ?? '') && page.technician ? page.technician : ''}
      {coming && page.expectedAt ? `,${timeOf(page.expectedAt, page.zone)} ${words.before}` : ''}
    </p>
  );
};

const Report = ({ code }: { code: string }): ReactNode => {
  const [ids] = useState(() => ({ commandId: uuidv7(), repairId: uuidv7() }));
  const [item, setItem] = useState('');
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [error, setError] = useState('');
  const [made, setMade] = useState<{ logNumber: string; follow: string }>();
  if (made)
    return <><p className="line">{words.sent}</p><p>{words.number} {made.logNumber}</p><p><a href={made.follow}>{words.follow}</a></p></>;
  const submit = async () => {
    setError('');
    try {
      setMade((await call('/api/guest/report', { code, ...ids, item, ...(name ? { name } : {}), ...(phone ? { phone } : {}) })) as { logNumber: string; follow: string });
    } catch (failure) {
      setError(problemOf(failure));
    }
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <label htmlFor="what">{words.what}</label>
      <textarea id="what" rows={3} maxLength={300} placeholder={words.whatHint} value={item} onChange={(event) => setItem(event.target.value)} />
      <label htmlFor="name">{words.name}</label>
      <input id="name" type="text" maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
      <label htmlFor="phone">{words.phone}</label>
      <input id="phone" type="tel" maxLength={30} value={phone} onChange={(event) => setPhone(event.target.value)} />
      {error ? <p role="alert">{error}</p> : null}
      <button type="submit" disabled={item.trim() === ''}>{words.send}</button>
    </form>
  );
};

const CRITERIA = ['workmanship', 'attitude', 'conduct'] as const;
const RATINGS = ['satisfied', 'fair', 'dissatisfied'] as const;

const Rate = ({ code, way }: { code: string; way: string }): ReactNode => {
  const [commandId] = useState(uuidv7);
  const [ratings, setRatings] = useState<Partial<Record<(typeof CRITERIA)[number], string>>>({});
  const [comment, setComment] = useState('');
  const [signedBy, setSignedBy] = useState('');
  const [length, setLength] = useState(0);
  const [error, setError] = useState('');
  const [done, setDone] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | undefined>(undefined);
  const at = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: ((event.clientX - box.left) * 600) / box.width, y: ((event.clientY - box.top) * 220) / box.height };
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const context = canvas.current?.getContext('2d');
    if (!last.current || !context) return;
    const next = at(event);
    context.lineWidth = 3;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(last.current.x, last.current.y);
    context.lineTo(next.x, next.y);
    context.stroke();
    const moved = Math.hypot(next.x - last.current.x, next.y - last.current.y);
    setLength((sum) => sum + moved);
    last.current = next;
  };
  const submit = async () => {
    setError('');
    try {
      await call('/api/guest/rate', { code, commandId, ...ratings, ...(comment ? { comment } : {}), signedBy, way, signature: canvas.current?.toDataURL('image/png') });
      setDone(true);
    } catch (failure) {
      setError(problemOf(failure));
    }
  };
  if (done) return <p className="line" role="status">{words.done}</p>;
  return (
    <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <h2>{words.rate}</h2>
      {CRITERIA.map((criterion) => (
        <fieldset key={criterion}>
          <legend>{words[criterion]}</legend>
          {RATINGS.map((rating) => (
            <label key={rating}><input type="radio" name={criterion} value={rating} checked={ratings[criterion] === rating} onChange={() => setRatings({ ...ratings, [criterion]: rating })} />{words[rating]}</label>
          ))}
        </fieldset>
      ))}
      <label htmlFor="comment">{words.comment}</label>
      <textarea id="comment" rows={2} maxLength={500} value={comment} onChange={(event) => setComment(event.target.value)} />
      <label htmlFor="signedBy">{words.signedBy}</label>
      <input id="signedBy" type="text" maxLength={40} value={signedBy} onChange={(event) => setSignedBy(event.target.value)} />
      <label htmlFor="pad">{words.sign}</label>
      <canvas id="pad" ref={canvas} width={600} height={220} role="img" aria-label={words.sign} onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); last.current = at(event); }} onPointerMove={draw} onPointerUp={() => { last.current = undefined; }} />
      <button type="button" className="quiet" onClick={() => { canvas.current?.getContext('2d')?.clearRect(0, 0, 600, 220); setLength(0); }}>{words.clear}</button>
      {error ? <p role="alert">{error}</p> : null}
      <button type="submit" disabled={CRITERIA.some((criterion) => !ratings[criterion]) || signedBy.trim() === '' || length < 60}>{words.send}</button>
    </form>
  );
};

export const GuestApp = ({ code, way }: { code: string; way: string }): ReactNode => {
  const [page, setPage] = useState<Page>();
  const [error, setError] = useState('');
  useEffect(() => {
    const load = () => call(`/api/guest/page?code=${encodeURIComponent(code)}`).then((answer) => setPage(answer as Page), (failure: unknown) => setError(failure instanceof TypeError ? words.offline : words.gone));
    void load();
    const timer = setInterval(() => void load(), 30_000);
    return () => clearInterval(timer);
  }, [code]);
  if (!page) return <main><p role={error ? 'alert' : 'status'}>{error || words.loading}</p></main>;
  return (
    <main>
      <h1>{page.kind === 'report' ? words.report : page.place}</h1>
      <p className="dim">{page.siteName}{page.kind === 'report' ? ` · ${page.place}` : ` · ${page.number ?? ''}`}</p>
      {page.kind === 'report' ? <Report code={code} /> : <><p>{page.item}</p><Line page={page} /></>}
      {page.kind === 'rate' && page.mayRate ? <Rate code={code} way={way} /> : null}
      {page.kind === 'rate' && !page.mayRate ? <p className="dim">{['signed_off', 'closed'].includes(page.status ?? '') ? words.done : words.notYet}</p> : null}
      {page.complaintsPhone ? <p className="dim">{words.complaints} <a href={`tel:${page.complaintsPhone}`}>{page.complaintsPhone}</a></p> : null}
    </main>
  );
};
