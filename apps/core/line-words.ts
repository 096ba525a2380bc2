import { accessLineWords } from '../../features/access/core/line-words.ts';
import { barLineWords } from '../../features/beverages/core/line-words.ts';
import { claimLineWords } from '../../features/claims/core/line-words.ts';
import { complaintLineWords } from '../../features/complaints/core/line-words.ts';
import { incidentLineWords } from '../../features/incidents/core/line-words.ts';
import { referralLineWords } from '../../features/partners/core/line-words.ts';
import { repairLineWords } from '../../features/repairs/core/line-words.ts';
import { telephoneLineWords } from '../../features/telephone/core/line-words.ts';
import type { LineWords } from '../../features/roster/core/handover-words.ts';

/** A handover’s lines in the words of the feature they belong to, on screens and on paper. */
export const lineWords: LineWords = (line, language) =>
  repairLineWords(line, language) ?? barLineWords(line, language) ?? telephoneLineWords(line, language) ?? incidentLineWords(line, language) ?? accessLineWords(line, language) ?? complaintLineWords(line, language) ?? claimLineWords(line, language) ?? referralLineWords(line, language);
