/** 身份证号: 17 digits and a digit or X, however it is spaced or which width it is typed in. */
const ID_NUMBER = /(?<!\d)\d{17}[\dXx](?!\d)/;

/** The books of the door hold no ID number, wherever somebody tries to write one. */
export const holdsIdNumber = (...texts: readonly (string | undefined)[]): boolean => texts.some((text) => ID_NUMBER.test((text ?? '').normalize('NFKC').replace(/[\s-]/g, '')));
