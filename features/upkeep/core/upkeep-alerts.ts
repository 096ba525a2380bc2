import type { AlertDraft, AlertEnd, AlertTopic, Ladder, SayFact } from '../../../platform/core/alert.ts';
import type { Finding } from '../../../platform/core/health.ts';
import type { UpkeepEvent } from './upkeep-state.ts';

const KEEPERS: Ladder = [{ who: [{ role: 'property_manager' }, { role: 'admin' }] }];

type Words = { readonly zh: string; readonly en: string };
const topicOf = (topic: string, label: Words, body: { zh(facts: AlertDraft['facts'], say: SayFact): string; en(facts: AlertDraft['facts'], say: SayFact): string }): AlertTopic => ({
  topic, label, ladder: KEEPERS, path: () => ({ desk: '/status', phone: '/m/' }), text: (facts, language, say) => ({ title: label[language], body: body[language](facts, say) }),
});

export const UPKEEP_TOPICS: readonly AlertTopic[] = [
  topicOf('system.backup', { zh: '已经两天没有备份', en: 'No backup for two days' }, {
    zh: (facts, say) => (facts['last'] ? `上次备份：${say(facts['last'])}。请看「系统」页，检查存放备份的地方。` : '还没有做成过一次备份。请看「系统」页，检查存放备份的地方。'),
    en: (facts, say) => (facts['last'] ? `Last backup: ${say(facts['last'])}. See the System page and check the place of the backups.` : 'There has been no backup yet. See the System page and check the place of the backups.'),
  }),
  topicOf('system.archive', { zh: '日志归档落后了', en: 'The archive of the log is behind' }, {
    zh: (facts, say) => `${facts['last'] ? `只归档到 ${say(facts['last'])}` : '还没有归档成'}：机器若坏了，以后登记的就没有了。请看「系统」页，检查归档的磁盘；好了会自动补上。`,
    en: (facts, say) => `${facts['last'] ? `Archived only up to ${say(facts['last'])}` : 'Nothing is archived yet'}: what was entered since would be lost with the machine. See the System page and check the disk of the archive; it catches up by itself.`,
  }),
  topicOf('system.clock', { zh: '前厅的时钟不准', en: 'Foyer’s clock is off' }, {
    zh: () => '前厅所在机器的时间与大多数人的手机、电脑不一致，时限和单据都会跟着不准；请校正那台机器的时间。',
    en: () => 'The machine Foyer runs on tells another time than most people’s devices, and deadlines and papers go by it: set the time of that machine.',
  }),
  topicOf('system.certificate', { zh: '证书快要到期', en: 'The certificate ends soon' }, {
    zh: () => '证书到期后手机和电脑打不开前厅，请换新证书；换好后自动启用。',
    en: () => 'When it has ended, phones and PCs cannot open Foyer: put a new one; it is taken into use by itself.',
  }),
  topicOf('system.disk', { zh: '磁盘快满了', en: 'The disk is nearly full' }, {
    zh: () => '前厅所在的磁盘剩余不到一成，请尽快清理。',
    en: () => 'Less than a tenth of the disk Foyer lives on is free: free some space soon.',
  }),
  topicOf('system.read-only', { zh: '磁盘已满，前厅暂停登记', en: 'The disk is full: nothing new is taken in' }, {
    zh: () => '现在只能查看，不能登记。请立即清理磁盘；腾出空间后自动恢复。',
    en: () => 'Foyer can be read but takes nothing in. Free some space now; it goes on by itself.',
  }),
];

const TOPICS: Readonly<Record<Finding, { readonly topic: string; readonly level: AlertDraft['level'] }>> = {
  archive: { topic: 'system.archive', level: 'breach' },
  backup: { topic: 'system.backup', level: 'breach' },
  certificate: { topic: 'system.certificate', level: 'warning' },
  clock: { topic: 'system.clock', level: 'breach' },
  'disk-low': { topic: 'system.disk', level: 'warning' },
  'disk-read-only': { topic: 'system.read-only', level: 'top' },
};

export const upkeepAlerts = (event: UpkeepEvent): readonly (AlertDraft | AlertEnd)[] => {
  if (event.type === 'HealthMended') return [{ ends: `${event.finding}/`, why: 'met' }];
  const at = event.finding === 'archive' ? event.archivedUntil : event.lastBackupAt;
  const last = at ?? null;
  return [{ ...TOPICS[event.finding], key: `${event.finding}/${event.at}`, facts: event.finding === 'backup' || event.finding === 'archive' ? { last } : {}, people: {} }];
};
