/** 性质: what an incident is (forms.md 4.9); a trapped lift stands by itself because it is called for by itself. */
export const NATURES = ['fire', 'lift', 'injury', 'security', 'flood', 'outage', 'equipment', 'weather', 'health', 'protest', 'media', 'other'] as const;
export type Nature = (typeof NATURES)[number];

/** 一红二橙三黄四蓝; a centre with three grades leaves the last one out. */
export const GRADES = ['red', 'orange', 'yellow', 'blue'] as const;
export type Grade = (typeof GRADES)[number];
export const gradesInUse = (count: number): readonly Grade[] => GRADES.slice(0, count);
export const isHigher = (one: Grade, other: Grade): boolean => GRADES.indexOf(one) < GRADES.indexOf(other);

/** Whom the city sends. */
export const EMERGENCY_NUMBERS = ['119', '110', '120'] as const;
export type EmergencyNumber = (typeof EMERGENCY_NUMBERS)[number];

/** What the nature of an incident suggests; the person on the spot decides (a house rule). */
const BY_NATURE: Readonly<Record<Nature, { readonly grade: Grade; readonly numbers: readonly EmergencyNumber[] }>> = {
  fire: { grade: 'red', numbers: ['119', '120'] },
  lift: { grade: 'orange', numbers: ['119'] },
  injury: { grade: 'orange', numbers: ['120'] },
  security: { grade: 'orange', numbers: ['110', '120'] },
  flood: { grade: 'yellow', numbers: [] },
  outage: { grade: 'yellow', numbers: [] },
  equipment: { grade: 'yellow', numbers: [] },
  weather: { grade: 'yellow', numbers: ['119'] },
  health: { grade: 'orange', numbers: ['120'] },
  protest: { grade: 'orange', numbers: ['110'] },
  media: { grade: 'yellow', numbers: [] },
  other: { grade: 'blue', numbers: [] },
};
export const suggestedGrade = (nature: Nature, inUse: readonly Grade[] = GRADES): Grade => {
  const { grade } = BY_NATURE[nature];
  return inUse.includes(grade) ? grade : (inUse.at(-1) ?? grade);
};
/** The numbers a nature wants first; at the top grade all three stand ready. */
export const numbersFor = (nature: Nature, grade: Grade): readonly EmergencyNumber[] =>
  grade === 'red' ? [...new Set([...BY_NATURE[nature].numbers, ...EMERGENCY_NUMBERS])] : BY_NATURE[nature].numbers;
