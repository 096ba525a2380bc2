/**
 * What is said at the table. None of it is the plan's: the annex breaks off before the service itself, so every
 * sentence is field practice and shown as 本案场规定.
 */
export type ServingMoment = 'ask' | 'order' | 'serve' | 'refill' | 'clear';

const SENTENCES: Readonly<Record<ServingMoment, { zh: string; en: string }>> = {
  ask: { zh: '您好，请问您想喝点什么？我们有{drinks}。', en: 'Good day, what may I bring you? We have {drinks}.' },
  order: { zh: '跟您确认一下：{order}，对吗？请稍等，马上为您准备。', en: 'May I repeat: {order}? One moment please, I will bring it at once.' },
  serve: { zh: '打扰一下，这是您的{order}，请慢用，小心烫。', en: 'Excuse me, your {order}; enjoy it, mind the heat.' },
  refill: { zh: '打扰一下，需要为您续杯吗？', en: 'Excuse me, may I refill your cup?' },
  clear: { zh: '感谢您的光临，请慢走。', en: 'Thank you for coming; goodbye.' },
};

/** The sentence with its blanks filled; a blank nobody can fill is left out with its clause. */
export const servingSentence = (moment: ServingMoment, language: 'zh' | 'en', parts: { drinks?: readonly string[]; order?: readonly { name: string; quantity: number; note?: string | undefined }[] }): string => {
  const listed = (items: readonly string[]): string => items.join(language === 'zh' ? '、' : ', ');
  const order = listed((parts.order ?? []).map((line) => (language === 'zh' ? `${line.quantity} 份${line.name}${line.note ? `（${line.note}）` : ''}` : `${line.quantity} ${line.name}${line.note ? ` (${line.note})` : ''}`)));
  const drinks = listed((parts.drinks ?? []).slice(0, 4));
  const fallback = language === 'zh' ? '饮品' : 'drinks';
  if (moment === 'ask' && drinks === '') return language === 'zh' ? '您好，请问您想喝点什么？' : 'Good day, what may I bring you?';
  return SENTENCES[moment][language].replace('{drinks}', drinks).replace('{order}', order || fallback);
};
