import type { ChannelKind } from './channel.ts';

type Words = { readonly zh: string; readonly en: string };

/** One field of a channel's settings, as a form shows it. A field that is a secret is empty when it is shown again. */
export type ChannelField = {
  readonly name: string;
  readonly label: Words;
  readonly input: 'text' | 'url' | 'email' | 'number' | 'lines' | 'choice';
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  readonly hint?: Words;
  readonly choices?: readonly { readonly value: string; readonly label: Words }[];
  readonly initial?: string;
};

const field = (name: string, input: ChannelField['input'], zh: string, en: string, more: Partial<ChannelField> = {}): ChannelField => ({
  name, input, label: { zh, en }, isRequired: false, isSecret: false, ...more,
});
const needed = { isRequired: true } as const;
const hidden = { isSecret: true } as const;

const robotUrl = (zh: string, en: string) => field('url', 'url', 'Webhook 地址', 'Webhook address', { ...needed, ...hidden, hint: { zh, en } });

/** How each kind is called and what it asks for; the order is the order of the settings page. */
export const CHANNEL_FORMS: Readonly<Record<ChannelKind, { readonly label: Words; /** What a person must have for it. */ readonly target: 'phone' | 'email' | 'push' | 'group'; readonly fields: readonly ChannelField[] }>> = {
  wecom: {
    label: { zh: '企业微信群机器人', en: 'WeCom group robot' },
    target: 'group',
    fields: [
      robotUrl('群设置 → 群机器人（消息推送）→ 复制 Webhook 地址', 'Group settings → group robot → copy the webhook address'),
      field('format', 'choice', '格式', 'Format', {
        initial: 'markdown',
        choices: [{ value: 'markdown', label: { zh: '带格式（仅企业微信里显示）', en: 'Formatted (shown in WeCom only)' } }, { value: 'text', label: { zh: '纯文本（个人微信里也显示）', en: 'Plain text (shown in personal WeChat too)' } }],
      }),
    ],
  },
  sms: {
    label: { zh: '短信', en: 'SMS' },
    target: 'phone',
    fields: [
      field('url', 'url', '短信网关地址', 'Gateway address', { ...needed, hint: { zh: '可用 {phone} {text} {id} {secret}', en: '{phone} {text} {id} {secret} are filled in' } }),
      field('method', 'choice', '请求方式', 'Method', { initial: 'POST', choices: [{ value: 'POST', label: { zh: 'POST', en: 'POST' } }, { value: 'GET', label: { zh: 'GET', en: 'GET' } }] }),
      field('secret', 'text', '密钥', 'Key', { ...hidden, hint: { zh: '填在 {secret} 处，保存后不再显示', en: 'Stands where {secret} is; not shown again' } }),
      field('headers', 'lines', '请求头', 'Headers', { hint: { zh: '每行一个：名称：值（半角冒号）', en: 'One a line: Name: value' } }),
      field('format', 'choice', '正文格式', 'Body format', { initial: 'json', choices: [{ value: 'json', label: { zh: 'JSON', en: 'JSON' } }, { value: 'form', label: { zh: '表单', en: 'Form' } }] }),
      field('body', 'lines', '正文模板', 'Body template', { hint: { zh: '如 {"mobile":"{phone}","content":"{text}"}', en: 'Such as {"mobile":"{phone}","content":"{text}"}' } }),
      field('successStatus', 'number', '成功的状态码', 'Status of success', { initial: '200' }),
      field('successPath', 'text', '成功标志的位置', 'Where success is said', { hint: { zh: '如 data.code；不填则比较整个答复', en: 'Such as data.code; without it the whole answer is compared' } }),
      field('successValue', 'text', '成功标志的值', 'What success says', { hint: { zh: '不填则只看状态码', en: 'Without it the status alone counts' } }),
      field('characters', 'number', '最多字数', 'Most characters', { initial: '134' }),
    ],
  },
  dingtalk: {
    label: { zh: '钉钉群机器人', en: 'DingTalk group robot' },
    target: 'group',
    fields: [
      robotUrl('群设置 → 机器人 → 自定义 → 复制 Webhook', 'Group settings → robots → custom → copy the webhook'),
      field('secret', 'text', '加签密钥', 'Signing secret', { ...hidden, hint: { zh: '安全设置里选「加签」，以 SEC 开头', en: 'Security settings → signature; begins with SEC' } }),
    ],
  },
  feishu: {
    label: { zh: '飞书群机器人', en: 'Feishu group robot' },
    target: 'group',
    fields: [
      robotUrl('群设置 → 群机器人 → 自定义机器人 → 复制 Webhook 地址', 'Group settings → bots → custom bot → copy the webhook address'),
      field('secret', 'text', '签名校验密钥', 'Signing secret', { ...hidden, hint: { zh: '安全设置里选「签名校验」', en: 'Security settings → signature verification' } }),
    ],
  },
  email: {
    label: { zh: '电子邮件', en: 'E-mail' },
    target: 'email',
    fields: [
      field('host', 'text', '发信服务器', 'Mail server', needed),
      field('port', 'number', '端口', 'Port', { ...needed, initial: '465' }),
      field('security', 'choice', '加密', 'Encryption', {
        initial: 'tls',
        choices: [{ value: 'tls', label: { zh: 'TLS（465）', en: 'TLS (465)' } }, { value: 'starttls', label: { zh: 'STARTTLS（587）', en: 'STARTTLS (587)' } }, { value: 'none', label: { zh: '不加密（仅内网转发，不能带密码）', en: 'None (relay inside the house, no password)' } }],
      }),
      field('user', 'text', '账号', 'Account'),
      field('password', 'text', '密码或授权码', 'Password', hidden),
      field('from', 'email', '发件地址', 'Sender address', needed),
      field('fromName', 'text', '发件人名称', 'Sender name', { hint: { zh: '不填则用案场名称', en: 'Without it the name of the centre' } }),
    ],
  },
  webhook: {
    label: { zh: '自建接口（签名 Webhook）', en: 'Signed webhook' },
    target: 'group',
    fields: [
      field('url', 'url', '接收地址', 'Address', needed),
      field('secret', 'text', '签名密钥', 'Signing secret', { ...needed, ...hidden, hint: { zh: '以 whsec_ 开头，双方一致', en: 'Begins with whsec_, the same on both sides' } }),
    ],
  },
  push: {
    label: { zh: '手机推送', en: 'Push to phones' },
    target: 'push',
    fields: [field('contact', 'email', '联系邮箱', 'Contact', { hint: { zh: '推送服务有问题时联系谁；不填则给出本系统网址', en: 'Whom a push service may write to; without it the address of this installation' } })],
  },
};
