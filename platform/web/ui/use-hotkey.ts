import { useEffect, useRef } from 'react';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** A plain key for the whole page: never while somebody types, never while the Chinese input method composes. */
export const useHotkey = (key: string, act: () => void): void => {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.toLowerCase() !== key.toLowerCase()) return;
      const modifierFree = !/^F\d+$/.test(key);
      if (modifierFree && isTyping(event.target)) return;
      // Enter belongs to the button or link that has the focus.
      if (key === 'Enter' && event.target instanceof HTMLElement && event.target.tagName !== 'BODY') return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [key]);
};
