import { ApiRefusal, OfflineError } from './api-client.ts';
import { shrinkPhoto } from './shrink-photo.ts';

export const uploadFile = async (siteId: string, file: Blob, kind: 'photo' | 'signature', as?: string): Promise<{ hash: string }> => {
  const body = kind === 'photo' ? await shrinkPhoto(file) : file;
  const noAnswer = (): never => {
    throw new OfflineError('offline');
  };
  const response = await fetch(`/api/sites/${siteId}/files`, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': body.type || 'application/octet-stream', ...(as === undefined ? {} : { 'x-person': as }) }, body }).catch(noAnswer);
  if (response.ok) return response.json().catch(noAnswer) as Promise<{ hash: string }>;
  const problem = (await response.json().catch(() => ({}))) as { code?: string; facts?: Record<string, unknown> };
  throw new ApiRefusal(problem.code ?? 'unavailable', problem.facts ?? {}, response.status);
};
