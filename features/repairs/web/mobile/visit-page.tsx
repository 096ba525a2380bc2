import { Alert, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { formatWhen, useLanguage, useWords, defineWords } from '../../../../platform/web/i18n.tsx';
import type { Outbox, OutboxItem } from '../../../../platform/web/outbox.ts';
import { keepFile } from '../../../../platform/web/pending-files.ts';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SignaturePad } from '../../../../platform/web/ui/signature-pad.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { getRateCode } from '../../core/guest-contract.ts';
import { takeRepairSteps, type RepairView } from '../../core/repair-contract.ts';
import { hasPhoto } from '../../core/repair-order.ts';
import type { StepInput, StepName } from '../../core/repair-steps.ts';
import { repairType } from '../../core/repair-catalogue.ts';
import { numberOf, useRepair } from '../repair-api.ts';
import { REPAIR_WORDS, stepWord } from '../repair-words.ts';
import { StatusBadge } from '../status-badge.tsx';
import { fieldsOf } from '../step-fields.ts';
import { turnPhone } from '../../../../platform/web/turned-phone.ts';
import { RepairPhotos } from '../repair-photos.tsx';
import { StepForm, type FieldValues } from '../step-form.tsx';
import { NextDue } from './next-due.tsx';
import { doneScreens, dotOf, isOfTheWalk, mendable, nextScreen, noiseSaid, unexplained, visitScreens, type Said, type VisitScreen } from './visit-steps.ts';

const WORDS = defineWords({
  zh: { pin: 'PIN 签字', orDraw: '或在屏幕上签名', whoSigns: '验收人', signHere: (department: string) => `请${department}的验收人写上姓名，在屏幕上签名；已签在纸单上的，拍下纸单`, theDepartment: '验收部门', asked: (who: string, when: string) => `已请${who}支援，${when}`, answered: (who: string, when: string) => `${who}答复，${when}`, nothing: '这张单现在没有要您做的', showSlip: '已在纸单上签字：拍下纸单', bring: '请带好', quiet: '此项会有噪声，请先打招呼', userRates: '请用户评价并签字', own: '用户扫码评价', turned: '把手机转给用户', noPin: '转给用户要先设 PIN（在「我的账号」里），收回手机时用', paper: '用户已在纸单上签字（交回客服台录入）', waitRate: '等待用户评价签字', finished: '这次上门已完成', finishedHint: '请把客服部联交回客服台', photo: '拍照', sent: '已交给发送箱', scanHint: '请用户用微信或相机扫描', noCode: '这套系统还没有客人手机能打开的网址，不能扫码；请用客服台平板、纸单，或把手机转给用户', copyHint: '回到客服台后，把客服部联交给客服登记', support: '请求支援', hold: '暂停', notFixed: '未能修复', heldSince: (when: string) => `自 ${when} 起暂停`, newTime: (when: string) => `已约 ${when}`, noTime: '还没有约定新时间，客服台会再约', late: (clock: string) => `${clock}超时`, whyLate: '请说明原因', vouched: (who: string, when: string) => `${who}同意由您处理，${when}` },
  en: { pin: 'Sign by PIN', orDraw: 'or sign on the screen', whoSigns: 'Who signs', signHere: (department: string) => `${department}: state the name, then sign on the screen; if it is signed on paper, take a photo of the slip`, theDepartment: 'The accepting department', asked: (who: string, when: string) => `Support asked of: ${who}, ${when}`, answered: (who: string, when: string) => `Answer by ${who}, ${when}`, nothing: 'Nothing on this order waits for you', showSlip: 'Signed on paper: take a photo of it', bring: 'Take along', quiet: 'This job is noisy: warn first', userRates: 'The user rates and signs', own: 'User scans a code', turned: 'Hand the phone over', noPin: 'To hand the phone over, set a PIN first (Me): it brings the phone back', paper: 'Signed on paper (the desk keys it in)', waitRate: 'Waiting for the user', finished: 'This visit is finished', finishedHint: 'Bring the desk copy back', photo: 'Photo', sent: 'Handed to the outbox', scanHint: 'Scan with WeChat or the camera', noCode: 'There is no address guests’ phones can open yet, so there is no code; use the desk tablet, the paper slip, or hand the phone over', copyHint: 'Back at the desk, hand in the desk copy', support: 'Ask for support', hold: 'Hold', notFixed: 'Could not be mended', heldSince: (when: string) => `On hold since ${when}`, newTime: (when: string) => `Agreed for ${when}`, noTime: 'No new time agreed yet; the desk will agree on one', late: (clock: string) => `Late: ${clock}`, whyLate: 'Say why', vouched: (who: string, when: string) => `${who} allows you to do this, ${when}` },
});

const Accept = ({ busy, onPin, onSign }: { busy: boolean; onPin(pin: string): void; onSign(picture: Blob): void }): ReactNode => {
  const own = useWords(WORDS);
  const [pin, setPin] = useState('');
  return (
    <Stack>
      <Group align="flex-end" gap="xs">
        <TextInput label={own.pin} type="password" inputMode="numeric" maxLength={6} value={pin} onChange={(event) => setPin(event.currentTarget.value)} />
        <Button disabled={pin.length < 4} loading={busy} onClick={() => onPin(pin)}>{own.pin}</Button>
      </Group>
      <Text size="sm">{own.orDraw}</Text>
      <SignaturePad busy={busy} onSign={onSign} />
    </Stack>
  );
};

/** What to say, in large type; what the plan does not say is marked as the house's. */
const Says = ({ lines }: { lines: readonly Said[] }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  return (
    <div className="fy-say">
      {lines.map(({ origin, text }) => <p key={text}><span lang="zh-CN">{text}</span>{origin === 'house' ? <Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}> {words.board.house}</Text> : null}</p>)}
    </div>
  );
};

/** The user's own act: the technician only opens the way to it (M-31). */
const UserSigns = ({ siteId, repairId, personId, hasPin }: { siteId: string; repairId: string; personId: string; hasPin: boolean }): ReactNode => {
  const own = useWords(WORDS);
  const [code, setCode] = useState<{ url: string; qr: string | null }>();
  const open = async (turned: boolean) => {
    const answer = await callApi(getRateCode, { siteId, repairId });
    if (turned) {
      turnPhone(personId, window.location.pathname);
      window.location.assign(`${answer.path}?way=turned_phone`);
    }
    else setCode({ url: answer.url ?? answer.path, qr: answer.qr });
  };
  return (
    <Stack>
      <Text fw={600}>{own.userRates}</Text>
      {code?.qr ? <><img src={code.qr} alt={own.scanHint} width={260} height={260} /><Text size="sm">{own.scanHint}</Text></> : code ? <Text size="sm" role="status">{own.noCode}</Text> : <Button variant="default" onClick={() => void open(false)}>{own.own}</Button>}
      <Button variant="default" disabled={!hasPin} onClick={() => void open(true)}>{own.turned}</Button>
      {hasPin ? null : <Text size="sm">{own.noPin}</Text>}
      <Text size="sm" c="dimmed">{own.paper}</Text>
    </Stack>
  );
};

/** The department signs on the turned phone, or the signed slip is shown (M-49). */
const DepartmentSigns = ({ department, busy, onSign, onSlip }: { department: string | undefined; busy: boolean; onSign(signedBy: string, picture: Blob): void; onSlip(signedBy: string, photo: File): void }): ReactNode => {
  const own = useWords(WORDS);
  const [signedBy, setSignedBy] = useState('');
  const name = signedBy.trim();
  return (
    <Stack>
      <Text>{own.signHere(department ?? own.theDepartment)}</Text>
      <TextInput label={own.whoSigns} required withAsterisk={false} maxLength={40} value={signedBy} onChange={(event) => setSignedBy(event.currentTarget.value)} />
      {name ? (
        <>
          <SignaturePad busy={busy} onSign={(picture) => onSign(name, picture)} />
          <Button component="label" variant="default" loading={busy}>{own.showSlip}<input type="file" accept="image/*" capture="environment" hidden onChange={(event) => { const photo = event.currentTarget.files?.[0]; if (photo) onSlip(name, photo); }} /></Button>
        </>
      ) : null}
    </Stack>
  );
};

/** Why the work stands still and until when; going on is one tap. */
const Held = ({ view, zone }: { view: RepairView; zone: string }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const own = useWords(WORDS);
  const { language } = useLanguage();
  const { row, order } = view;
  if (!order.hold) return null;
  const { reason, since, note } = order.hold;
  const isTurnedAway = reason === 'user_absent' || reason === 'consent_refused';
  const isAgreed = row.appointmentAt !== null && row.appointmentAt > since;
  return (
    <Stack gap={2} mb="sm">
      <Text fw={600}>{words.holdReason[reason] ?? reason}{note ? `：${note}` : ''}</Text>
      <Text size="sm">{own.heldSince(formatWhen(since, { zone, language }))}</Text>
      {row.appointmentAt && isAgreed ? <Text size="sm">{own.newTime(formatWhen(row.appointmentAt, { zone, language }))}</Text> : isTurnedAway && row.kind === 'user' ? <Text size="sm">{own.noTime}</Text> : null}
    </Stack>
  );
};

/** M-24: what was asked of whom, and what the leader says to do. */
const Support = ({ view, zone }: { view: RepairView; zone: string }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const own = useWords(WORDS);
  const { language } = useLanguage();
  const { support, marks } = view.order;
  if (!support) return null;
  return (
    <Stack gap={2}>
      <Text size="sm" c="dimmed">{own.asked(words.supportTo[support.to] ?? '', formatWhen(support.askedAt, { zone, language }))}</Text>
      <Text>{support.text}</Text>
      {support.answeredAt ? <><Text size="sm" c="dimmed">{own.answered(view.names[marks['answerSupport']?.by ?? ''] ?? '', formatWhen(support.answeredAt, { zone, language }))}</Text><Text fw={600}>{support.answer}</Text></> : null}
    </Stack>
  );
};

/** A visit is a walk, not a form: one step a screen, the sentence to say in large type, then next. */
export const VisitPage = (props: { siteId: string; repairId: string; zone: string; technician: string; personId: string; hasPin: boolean; outbox: Outbox; /** A step that came back refused, to be put right in its form. */ mend?: OutboxItem | undefined; onMended(): void; /** Who was told of it; another feature's. */ trail?: ReactNode; onBack(): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const own = useWords(WORDS);
  const { language } = useLanguage();
  const query = useRepair(props.siteId, props.repairId);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [extra, setExtra] = useState<StepName>();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  const view = query.data;
  if (!view)
    return (
      <>
        <main className="fy-phone-body">{query.isPending ? <LoadingState /> : query.error instanceof ApiRefusal ? <EmptyState title={words.refusal[query.error.code] ?? words.refusal['not-found'] ?? ''} /> : <ErrorState onRetry={() => void query.refetch()} />}</main>
        <footer className="fy-phone-bar"><Button variant="subtle" onClick={props.onBack}>{words.mobile.back}</Button></footer>
      </>
    );
  const { row, order } = view;
  const screens = visitScreens(view, props.technician);
  const screen: VisitScreen | undefined = nextScreen(screens, view, skipped);
  const done = doneScreens(screens, view);
  const type = repairType(order.typeId);
  const late = row.allowed.includes('explainBreach') ? unexplained(view) : undefined;

  const mended = props.mend && mendable(props.mend);
  // A picture that still waits for a network goes before what is sent after it.
  const isPictured = hasPhoto({ ...order, receivedAt: row.receivedAt }) || props.outbox.queued.some(({ input }) => input['repairId'] === props.repairId && JSON.stringify(input['steps']).includes('"addPhoto"'));

  /** To another form, or back to the walk: what was refused of this one is not said there. */
  const show = (to: StepName | undefined) => {
    setRefused(undefined);
    setExtra(to);
  };
  const commandOf = (steps: StepInput[]) => {
    // Queued commands carry their own time, counted from the last contact with the server; the server judges on it.
    const at = serverInstant();
    const timed = props.outbox.queued.length > 0 || !navigator.onLine ? steps.map((step) => ({ at, ...step })) : steps;
    return { input: { siteId: props.siteId, repairId: props.repairId, steps: timed }, label: `${numberOf(row)} ${steps.map((step) => stepWord(words, step.step, row.kind)).join(' ')}` };
  };
  /** Refused at once, the form says why and keeps its words; refused later, it comes back through the tray. */
  const send = async (steps: StepInput[], pin?: string) => {
    setBusy(true);
    setRefused(undefined);
    const { input, label } = commandOf(steps);
    try {
      await props.outbox.deliver(takeRepairSteps, { ...input, ...(pin ? { pin } : {}) }, label);
      setExtra(undefined);
      if (props.mend) {
        props.outbox.dismiss(props.mend.commandId);
        props.onMended();
      }
    } catch (failure) {
      setRefused(words.refusal[failure instanceof ApiRefusal ? failure.code : 'unavailable'] ?? words.refusal['unavailable']);
    }
    setBusy(false);
    await query.refetch();
  };
  /** What has pictures stays with them in the tray when it is refused; a form that is open stays open. */
  const sendPictured = async (steps: StepInput[]) => {
    setBusy(true);
    const { input, label } = commandOf(steps);
    await props.outbox.send(takeRepairSteps, input, label);
    setBusy(false);
    await query.refetch();
  };
  const signOn = async (picture: Blob) => {
    setBusy(true);
    await sendPictured([{ step: 'accept', signWay: 'screen', signatureFile: await keepFile(picture, 'signature') }]);
  };
  const departmentSigned = async (signedBy: string, picture: Blob) => {
    setBusy(true);
    await sendPictured([{ step: 'sign', signWay: 'turned_phone', signedBy, signatureFile: await keepFile(picture, 'signature') }]);
  };
  const slipShown = async (signedBy: string, file: File) => {
    setBusy(true);
    await sendPictured([{ step: 'addPhoto', hash: await keepFile(file, 'photo'), phase: 'slip' }, { step: 'sign', signWay: 'paper', signedBy }]);
  };
  const photo = async (file: File | undefined) => {
    if (!file) return;
    await sendPictured([{ step: 'addPhoto', hash: await keepFile(file, 'photo'), phase: order.testPassed ? 'after' : 'before' }]);
  };

  /** It did not work before the user: mended after all, or written down as it is (M-28, M-48). */
  const isFailed = order.testPassed === false && row.status === 'in_progress' && order.result !== 'not_fixed';

  const body = (step: StepName): ReactNode => {
    if (step === 'accept') return <Accept busy={busy} onPin={(pin) => void send([{ step: 'accept', signWay: 'pin' }], pin)} onSign={(picture) => void signOn(picture)} />;
    if (step === 'sign') return row.kind === 'user' ? <UserSigns siteId={props.siteId} repairId={props.repairId} personId={props.personId} hasPin={props.hasPin} /> : <DepartmentSigns department={words.department[order.acceptanceDepartment ?? ''] ?? order.acceptanceDepartment} busy={busy} onSign={(signedBy, picture) => void departmentSigned(signedBy, picture)} onSlip={(signedBy, file) => void slipShown(signedBy, file)} />;
    if (step === 'moveCopy') return <Text>{own.copyHint}</Text>;
    if (fieldsOf(step, row.kind).length === 0) return <Button fullWidth size="lg" loading={busy} onClick={() => void send([{ step } as StepInput])}>{stepWord(words, step, row.kind)}</Button>;
    return <StepForm key={step} step={step} kind={row.kind} siteId={props.siteId} busy={busy} isPictured={isPictured} {...(step === 'announceNoise' ? { above: (values: FieldValues) => <Says lines={noiseSaid(props.technician, typeof values['until'] === 'string' && values['until'] !== '' ? values['until'] : undefined, { now: serverInstant(), zone: props.zone })} /> } : {})} initial={step === 'explainBreach' && late ? late : isFailed && step === 'record' ? { result: 'not_fixed' } : {}} onTake={(taken) => void send([taken])} />;
  };
  const shown = mended?.step.step ?? extra ?? screen?.step;
  const isOwn = !mended && !extra;
  const isOver = row.status === 'signed_off' || row.status === 'closed';

  return (
    <>
      <main className="fy-phone-body">
        <Stack gap="md">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Title order={1} size="h3">{row.place}</Title>
              <Text>{row.item}</Text>
              <Text size="sm" c="dimmed">{numberOf(row)} {row.reporter ?? ''} {row.appointmentAt ? formatWhen(row.appointmentAt, { zone: props.zone, language }) : ''}</Text>
            </div>
            <NextDue row={row} />
          </Group>
          <ol className="fy-dots">
            {screens.filter((entry) => isOfTheWalk(entry) && (!entry.optional || done.has(entry.step) || entry === screen)).map((entry) => {
              const dot = dotOf(entry, view);
              return dot ? <li key={entry.step} aria-current={entry === screen ? 'step' : undefined} data-done={done.has(entry.step) ? '' : undefined}>{stepWord(words, dot, row.kind)}</li> : null;
            })}
          </ol>
          <RepairPhotos siteId={props.siteId} view={view} />
          {order.vouched && order.vouched.technicianId === props.personId ? <Text size="sm">{own.vouched(view.names[order.vouched.leaderId] ?? '', formatWhen(order.vouched.at, { zone: props.zone, language }))} <SourceLink id="M-25" /></Text> : null}
          <StatusBadge row={row} />
          <Support view={view} zone={props.zone} />
          {late && extra !== 'explainBreach' ? (
            <Alert color="red" variant="light" title={own.late(words.clock[late.clock])}>
              <Button size="compact-sm" variant="default" onClick={() => show('explainBreach')}>{own.whyLate}</Button>
            </Alert>
          ) : null}
          {shown ? (
            <section className="fy-visit-step">
              <Group gap="xs" mb="xs"><Title order={2} size="h4">{stepWord(words, shown, row.kind)}</Title>{screen && isOwn ? <SourceLink id={screen.clause} /> : null}</Group>
              {screen?.say && isOwn ? <Says lines={screen.say} /> : null}
              {shown === 'ready' && type ? <Text mb="sm">{own.bring}:{[...type.tools, ...type.materials].join('、')}</Text> : null}
              {shown === 'start' && type?.noisy ? <Alert color="yellow" variant="light" mb="sm">{own.quiet}</Alert> : null}
              {shown === 'resume' ? <Held view={view} zone={props.zone} /> : null}
              {refused ? <Alert color="red" variant="light" mb="sm" role="alert">{refused}</Alert> : null}
              {mended ? <StepForm key={props.mend?.commandId} step={mended.step.step} kind={row.kind} siteId={props.siteId} busy={busy} isPictured={isPictured} initial={mended.step} onTake={(taken) => void send([taken])} /> : body(shown)}
              {(shown === 'sign' || shown === 'judge') && row.allowed.includes('noSignature') ? <Button mt="sm" variant="default" fullWidth onClick={() => show('noSignature')}>{stepWord(words, 'noSignature', row.kind)}</Button> : null}
            </section>
          ) : (
            <EmptyState title={isOver ? own.finished : own.nothing} hint={isOver && row.technicianId === props.personId && order.copies.desk && order.copies.desk.custody !== 'returned' ? own.finishedHint : undefined} />
          )}
          {props.trail}
        </Stack>
      </main>
      <footer className="fy-phone-bar">
        <Group gap="xs" grow preventGrowOverflow={false}>
          {screen?.optional && isOwn ? <Button variant="default" onClick={() => setSkipped(new Set([...skipped, screen.step]))}>{words.mobile.skip}</Button> : null}
          {row.allowed.includes('askSupport') && !order.support ? <Button variant="default" onClick={() => show('askSupport')}>{own.support}</Button> : null}
          {isFailed && row.allowed.includes('record') ? <Button variant="default" onClick={() => show('record')}>{own.notFixed}</Button> : null}
          {row.allowed.includes('askCleaning') ? <Button variant="default" loading={busy} onClick={() => void send([{ step: 'askCleaning' }])}>{stepWord(words, 'askCleaning', row.kind)}</Button> : null}
          {row.allowed.includes('hold') ? <Button variant="default" onClick={() => show('hold')}>{own.hold}</Button> : null}
          {row.allowed.includes('addPhoto') ? <Button component="label" variant="default">{own.photo}<input type="file" accept="image/*" capture="environment" hidden onChange={(event) => void photo(event.currentTarget.files?.[0])} /></Button> : null}
          <Button variant="subtle" onClick={mended ? props.onMended : extra ? () => show(undefined) : props.onBack}>{words.mobile.back}</Button>
        </Group>
      </footer>
    </>
  );
};
