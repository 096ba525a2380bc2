/** How a Kamailio proxy that pushes its calls by HTTP is understood (shared/telephony/sip-lab). */
export const KAMAILIO = {
  records: '',
  fields: {
    kind: { path: ['ev', 'code', 'detail'] }, callId: 'call_id', eventId: 'id', at: 'at', from: 'from_user', to: 'to_user',
    ext: { path: 'ruri_user', match: '^(\\d{3,5})-' }, target: { path: 'detail', match: '^sip:(\\d{3,5})@' },
  },
  kinds: {
    invite: 'offered', target: 'dialing', ringing: 'ringing', answered: 'answered', hold: 'held', reinvite: 'retrieved', refer: 'transferred', 'notify:SIP/2.0 200 OK': 'transfer_completed',
    dialog_end: 'ended:answered', 'failed:487': 'ended:abandoned', 'failed:486': 'ended:busy',
  },
  time: 'seconds',
};
