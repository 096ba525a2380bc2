import { SourcePopover } from '../../../platform/web/ui/source-link.tsx';
import { clauseById, type ClauseId } from '../core/clauses.ts';
import { ClauseBody, useClauseTitle } from './clause-source.tsx';

/** 依据 of one clause, for the handbook's own pages; other features use `SourceLink` with the clause id. */
export const ClauseLink = ({ clause: id }: { clause: ClauseId }) => {
  const clause = clauseById(id);
  const titleOf = useClauseTitle();
  return <SourcePopover title={titleOf(clause)} body={<ClauseBody clause={clause} />} />;
};
