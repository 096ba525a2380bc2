export type Vagueness = { readonly ask: 'which-part' | 'what-symptom' | 'both' };

/** Words that say only that something is wrong, or that somebody should come. */
const EMPTY_WORDS = /坏掉?了?|有问题|出问题了?|不行了?|故障了?|不好用了?|修一下|修理一下|看一下|看看|处理一下|维修|修|来人|麻烦|请|帮忙|一下|的|了|吧|啊|快|赶紧|尽快|东西|设备|机器|这里|那里|里面|有点|都|又|师傅/gu;
const SYMPTOM = /漏|滴|堵|不亮|闪|不冷|不热|没电|没水|跳闸|断|裂|掉|松|响|异味|反味|味|卡|打不开|关不上|锁不上|不通|不转|不动|不出|没声|黑屏|没信号|碎|脱落|渗|停电|困|冒|烧|烫|倒|缺|少|歪|坏味|生锈|积水|短路|漏电|失灵|误报/u;

const WHOLE_SYMPTOM = /漏水|渗水|滴水|积水|堵塞|断电|停电|跳闸|异响|异味|脱落|断裂|失灵/gu;

/** M-09: vague wording is asked back, never refused. Null = clear enough. */
export const vagueness = (fault: string): Vagueness | null => {
  const rest = fault.replace(/[\s\p{P}]/gu, '').replace(EMPTY_WORDS, '');
  const hasPart = rest.replace(WHOLE_SYMPTOM, '').replace(SYMPTOM, '').length >= 1;
  const hasSymptom = SYMPTOM.test(fault);
  if (hasSymptom && hasPart) return null;
  if (hasSymptom) return { ask: 'which-part' };
  if (hasPart) return rest.length >= 6 ? null : { ask: 'what-symptom' };
  return { ask: 'both' };
};
