import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { JournalEntry } from '../../../platform/server/journal.ts';
import { lookWrites } from '../../../platform/server/looks.ts';
import { useSheet } from '../../../platform/server/pads.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { evolveMessage, isMessageOpen, messageClocks, messageFinding, type Message, type MessageEvent } from '../core/message.ts';
import { messageAlerts } from '../core/telephone-alerts.ts';
import { headOf, type Loaded } from './call-store.ts';
import { scanWrites } from './paper-scans.ts';

const entryOf = (event: MessageEvent): Pick<JournalEntry, 'data' | 'text'> => {
  switch (event.type) {
    case 'MessageTaken': {
      const { toId, urgent, nameDeclined, isPrivate, numberDeclined, readBack, wishes, whenBack, callBackBy, callId, wordingSeen, saidTaitai, number: _number, ...words } = event.sheet;
      const { writtenBy, signedBy, keyedBy, ...paper } = event.paper ?? {};
      return { data: { toId, urgent, nameDeclined, isPrivate, numberDeclined, readBack, wishes, whenBack, callBackBy, callId, wordingSeen, saidTaitai, ...(event.paper ? { paper, keyedBy } : {}) }, text: Object.fromEntries(Object.entries({ ...words, writtenBy, signedBy }).filter(([, value]) => value !== undefined)) };
    }
    case 'MessagePassedOn':
      return { data: { method: event.method }, text: event.through ? { through: event.through } : {} };
    case 'MessageDelivered':
      return { data: { method: event.method }, text: {} };
    case 'MessageRedirected':
      return { data: { toId: event.toId }, text: { toName: event.toName, reason: event.reason } };
    case 'CalledBack':
      return { data: {}, text: { result: event.result } };
    case 'MessageWithdrawn':
      return { data: {}, text: { reason: event.reason } };
    default:
      return { data: {}, text: {} };
  }
};

export const messageKind: SubjectKind<Message, MessageEvent> = {
  feature: 'messages',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<Message>>('select state, version, last_hash from messages where site_id = $1 and id = $2 for update', [siteId, subject], 'message-lock'))[0];
    return row ? { state: row.state, head: headOf(row) } : undefined;
  },
  evolve: evolveMessage,
  journal: (event) => ({ event: event.type, ...entryOf(event), occurredAt: event.at, recordedAt: ('recordedAt' in event ? event.recordedAt : undefined) ?? event.at }),
  clocks: (event, after, site) => messageClocks(event, after, parameterValues(site.parameters), site.version),
  alerts: (event, after, site) => {
    const values = parameterValues(site.parameters);
    return messageAlerts(event, after, { urgent: values['telephone.message_urgent'], ordinary: values['telephone.message_ordinary'] });
  },
  finding: ({ row }, now) => messageFinding(row.clock, now),
  jobs: () => [],
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, before, state, head, next, events }) => [
    ...(!before && state.paper ? [useSheet(siteId, state.paper.number, state.paper.keyedAt), ...scanWrites({ siteId, subject, since: state.takenAt, scans: state.paper.scans })] : []),
    ...lookWrites(events, 'NumberShown', ({ at, by }) => ({ siteId, subject, at, personId: by, what: 'number', kind: 'message', label: state.takenAt })),
    {
      name: 'message-save',
      text: `insert into messages (site_id, id, version, last_hash, status, open, urgent, to_id, taken_by, taken_at, delivered_at, is_late, due_at, number, state, paper_number) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, status = excluded.status, open = excluded.open, to_id = excluded.to_id, delivered_at = excluded.delivered_at,
         is_late = excluded.is_late, due_at = excluded.due_at, number = excluded.number, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.status, isMessageOpen(state), state.sheet.urgent, state.sheet.toId ?? null, state.takenBy, state.takenAt, state.deliveredAt ?? null, state.isLate, next?.dueAt ?? null, state.sheet.number ?? null, JSON.stringify(state), state.paper?.number ?? null],
    },
  ],
};
