export type Vagueness = { readonly ask: 'which-part' | 'what-symptom' | 'both' };

/** Words that say only that something is wrong, or that somebody should come. */
const EMPTY_WORDS =
  /坏掉?了?|有点?(?:小?问题|毛病|故障)|出(?:问题|毛病|故障)了?|不行了?|故障了?|[不没](?:太|大)?(?:好用|正常|能用)了?|(?:使?用)不了了?|没法用了?|维修|修(?:理)?一?下?|[看处]理?一?[下看]|来人|麻烦|帮忙?|一下|赶紧|尽快|赶快|东西|设备|机器|这里|那里|这边|那边|里面|师傅|[请的了吧啊呀快都又需要来去把将给您你好]|broken|not working|does ?n.?t work|problem|please|fix(?: it)?|repair|\bit\b|\bis\b/giu;

/** A symptom that says by itself what goes on; what is left beside it is the part. */
const WHOLE_SYMPTOM =
  /漏水|渗水|滴水|跑水|积水|堵塞|断电|停电|跳闸|异响|异味|脱落|断裂|失灵|生锈|短路|漏电|误报|黑屏|花屏|死机|没反应|无反应|没信号|没声音?|噪[音声](?:很?大)?|爆裂|起火|冒烟|反味|不制[冷热]|[打开关锁拧拉推拔插连登上冲合调按抽刷]不[了开上动掉住下出进亮通]了?|打不着火?|上不了网|太[暗亮热冷吵响小大高低]/gu;
const SYMPTOM = /漏|滴|堵|[不没]亮|闪|不冷|不热|没电|没水|没网|断|裂|掉|松|响|臭|味|卡|不通|不转|不动|不出|碎|渗|困|冒|烧|烫|倒|缺|少|歪|锈|破|鼓|翘|起泡|发霉|跳|慢|脏|leak|drip|block|flicker|loose|noise|crack|stuck|trip|no (?:power|water|light|signal)|dark|smell/u;

/** M-09: vague wording is asked back, never refused. Null = clear enough. */
export const vagueness = (fault: string): Vagueness | null => {
  const words = fault.normalize('NFKC').toLowerCase();
  const withoutWhole = words.replace(WHOLE_SYMPTOM, ' ');
  const hasSymptom = withoutWhole !== words || SYMPTOM.test(words);
  const part = withoutWhole.replace(SYMPTOM, '').replace(EMPTY_WORDS, '').replace(/[\s\p{P}]/gu, '');
  if (hasSymptom) return part === '' ? { ask: 'which-part' } : null;
  // Longer wording without a known symptom is somebody's own description: not ours to doubt.
  if (part !== '') return part.length >= 6 && !/^[a-z]+$/u.test(part) ? null : { ask: 'what-symptom' };
  return { ask: 'both' };
};
