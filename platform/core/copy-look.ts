import { z } from 'zod';

/** The parts of a form of several copies. */
export const COPIES = ['desk', 'user', 'store', 'engineering'] as const;
export type Copy = (typeof COPIES)[number];

/** The colours carbonless paper comes in. */
export const COPY_COLOURS = ['white', 'red', 'blue', 'yellow', 'green'] as const;
export type CopyColour = (typeof COPY_COLOURS)[number];

export const COPY_NAME_LIMIT = 8;
const zColours = z.partialRecord(z.enum(COPIES), z.enum(COPY_COLOURS)).default({});
/** How a centre calls its copies, and the colours of the stock it buys for each kind; what is not there is as usual. */
export const zCopyLook = z.object({ names: z.partialRecord(z.enum(COPIES), z.string().trim().max(COPY_NAME_LIMIT)).default({}), user: zColours, facility: zColours });
export type CopyLook = z.output<typeof zCopyLook>;
export const USUAL_LOOK: CopyLook = { names: {}, user: {}, facility: {} };
