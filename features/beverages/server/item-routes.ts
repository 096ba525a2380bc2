import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { pgCode, UNIQUE_VIOLATION } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { archiveItem, readMenu, saveItem, type BarItem, type ItemEvent, type ItemFields } from '../core/bar-item.ts';
import * as contract from '../core/stock-contract.ts';
import { itemsOf } from './bar-queries.ts';
import { itemKind } from './bar-store.ts';
import { secondCommandId } from './bar-subjects.ts';

export const saveItemCommand = async (deps: RunnerDeps, input: { siteId: string; commandId: string; itemId: string; fields: ItemFields }, actor: Actor): Promise<{ version: number } | Refusal> => {
  try {
    const done = await runCommand<BarItem, ItemEvent>(deps, {
      kind: itemKind, siteId: input.siteId, subject: input.itemId, name: 'saveBarItem', commandId: input.commandId, actor: actor.personId,
      decide: async (state, { now, trx }) => saveItem(state, { id: input.itemId, fields: input.fields, others: (await itemsOf(trx, input.siteId)).map((row) => row.state), by: actor.personId, at: now }),
    });
    return done.ok ? { version: done.version } : done;
  } catch (error) {
    // Two managers gave two items one name at the same moment.
    if (pgCode(error) === UNIQUE_VIOLATION) return refuse('name-taken', { name: input.fields.name });
    throw error;
  }
};

export const itemRoutes = (deps: RunnerDeps): Route[] => [
  route(contract.listItems, ({ siteId }) =>
    deps.database.read([siteId], async (reader) => ({
      items: (await itemsOf(reader, siteId)).map(({ state: { siteId: _site, archivedAt, recipe, short: _short, falls: _falls, ...item }, version }) => ({ ...item, recipe: [...recipe], isArchived: archivedAt !== undefined, version })),
    })),
  ),
  route(contract.saveItemEndpoint, ({ input, actor }) => saveItemCommand(deps, input, actor)),
  route(contract.archiveItemEndpoint, async ({ siteId, input, actor }) => {
    const done = await runCommand<BarItem, ItemEvent>(deps, {
      kind: itemKind, siteId, subject: input.itemId, name: 'archiveBarItem', commandId: input.commandId, actor: actor.personId,
      decide: async (state, { now, trx }) => (state ? archiveItem(state, { archived: input.archived, others: (await itemsOf(trx, siteId)).map((row) => row.state), by: actor.personId, at: now }) : refuse('not-found')),
    });
    return done.ok ? { version: done.version } : done;
  }),
  route(contract.importMenu, async ({ siteId, input, actor }) => {
    const known = await deps.database.read([siteId], (reader) => itemsOf(reader, siteId));
    const { items, refused } = readMenu(input.lines, known.flatMap(({ state }) => (state.archivedAt ? [] : [state])));
    const failed: typeof refused = [];
    let commandId = input.commandId;
    for (const { line, fields } of input.dryRun ? [] : items) {
      const saved = await saveItemCommand(deps, { siteId, commandId, itemId: uuidv7(), fields }, actor);
      if ('ok' in saved) failed.push({ line, code: 'name-taken', name: fields.name });
      commandId = secondCommandId(commandId);
    }
    return { taken: items.length - failed.length, refused: [...refused, ...failed].sort((a, b) => a.line - b.line) };
  }),
];
