import type { Channel, ChannelKind, Message, Outcome, Target } from './channel.ts';
import { CHANNEL_KINDS } from './channel.ts';
import { CHANNEL_FORMS } from './channel-fields.ts';
import { dingtalkChannel } from './dingtalk-channel.ts';
import { emailChannel } from './email-channel.ts';
import { feishuChannel } from './feishu-channel.ts';
import { pushChannel, type PushDeps } from './push-channel.ts';
import { smsChannel } from './sms-channel.ts';
import { webhookChannel } from './webhook-channel.ts';
import { wecomChannel } from './wecom-channel.ts';

export type RawSettings = Readonly<Record<string, unknown>>;

/** A channel as the sender and the settings page use it: settings are what stands in the row, and are read anew each time. */
export type RegisteredChannel = {
  readonly kind: ChannelKind;
  readonly form: (typeof CHANNEL_FORMS)[ChannelKind];
  readonly secrets: readonly string[];
  /** In their own form, or the names of the fields that are wrong. */
  check(settings: RawSettings): { readonly ok: true; readonly settings: RawSettings } | { readonly ok: false; readonly fields: readonly string[] };
  /** Never throws, never tries twice. */
  send(settings: RawSettings, message: Message, target: Target): Promise<Outcome>;
};

export type ChannelRegistry = { readonly kinds: readonly ChannelKind[]; channelOf(kind: ChannelKind): RegisteredChannel };

const register = <Settings extends RawSettings>(channel: Channel<Settings>): RegisteredChannel => ({
  kind: channel.kind,
  form: CHANNEL_FORMS[channel.kind],
  secrets: channel.secrets,
  check(settings) {
    const parsed = channel.settings.safeParse(settings);
    if (parsed.success) return { ok: true, settings: parsed.data };
    return { ok: false, fields: [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))] };
  },
  async send(settings, message, target) {
    const parsed = channel.settings.safeParse(settings);
    if (!parsed.success) return { outcome: 'refused', reason: 'settings-wrong', answer: '' };
    try {
      return await channel.send(parsed.data, message, target);
    } catch (error) {
      // Ours, not theirs; how far it came is not known. The name of the error holds no secret, its words may.
      return { outcome: 'unknown', reason: 'unreadable', answer: error instanceof Error ? error.name : 'error' };
    }
  },
});

export const createChannels = (deps: PushDeps): ChannelRegistry => {
  const channels: Readonly<Record<ChannelKind, RegisteredChannel>> = {
    wecom: register(wecomChannel(deps)),
    sms: register(smsChannel(deps)),
    dingtalk: register(dingtalkChannel(deps)),
    feishu: register(feishuChannel(deps)),
    email: register(emailChannel(deps)),
    webhook: register(webhookChannel(deps)),
    push: register(pushChannel(deps)),
  };
  return { kinds: CHANNEL_KINDS, channelOf: (kind) => channels[kind] };
};

/** Settings as a browser may see them: a secret is only said to be there. */
export const withoutSecrets = (channel: Pick<RegisteredChannel, 'secrets'>, settings: RawSettings): { readonly settings: RawSettings; readonly kept: readonly string[] } => ({
  settings: Object.fromEntries(Object.entries(settings).filter(([name]) => !channel.secrets.includes(name))),
  kept: channel.secrets.filter((name) => settings[name] !== undefined && settings[name] !== ''),
});

/**
 * A form comes back without the secrets it never saw: an empty one keeps what was there. Not when the message would go
 * elsewhere than before: whoever may change an address shall not be sent the old key by it.
 */
export const keepSecrets = (channel: Pick<RegisteredChannel, 'secrets'>, before: RawSettings, given: RawSettings): RawSettings => {
  // Nor written into the message: what a gateway is sent says where the key stands in it.
  const isMoved = ['url', 'host', 'method', 'headers', 'body'].some((name) => !channel.secrets.includes(name) && JSON.stringify(given[name]) !== JSON.stringify(before[name]));
  const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
  const kept = channel.secrets.filter((name) => isEmpty(given[name]) && !isEmpty(before[name]) && !isMoved);
  return { ...given, ...Object.fromEntries(kept.map((name) => [name, before[name]])) };
};
