import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';

/** Who has which role of those that read reports or appoint people, since when, and who gave it. */
export type Appointment = { readonly personId: string; readonly role: Role; readonly at: Instant; readonly by: string | null };

const APPOINTING: readonly Role[] = ['property_manager', 'admin'];
/**
 * Whether somebody a case is about has put this person in its reader's place since it came (M-37), also through others
 * they put where people are appointed. No refusal says so: it would say that there is a case.
 */
export const isPlanted = (about: { readonly accused: readonly string[]; readonly receivedAt: Instant }, appointments: readonly Appointment[], personId: string, role: Role): boolean =>
  appointments.some(({ by, at, ...given }) => {
    if (given.personId !== personId || given.role !== role || by === null || at < about.receivedAt) return false;
    const before = appointments.filter((earlier) => earlier.at < at);
    return about.accused.includes(by) || APPOINTING.some((place) => isPlanted(about, before, by, place));
  });
