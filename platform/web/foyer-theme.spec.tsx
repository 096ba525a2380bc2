import { PasswordInput } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { FoyerTheme } from './foyer-theme.tsx';
import { LanguageProvider, type Language } from './i18n.tsx';

describe('the theme', () => {
  it('given a password box, then the eye in it is named in the language of the screen', () => {
    const shown = (language: Language) => renderToStaticMarkup(<LanguageProvider initial={language}><FoyerTheme><PasswordInput /></FoyerTheme></LanguageProvider>);
    expect(shown('zh')).toContain('aria-label="显示密码"');
    expect(shown('zh')).not.toContain('Toggle password');
    expect(shown('en')).toContain('aria-label="Show the password"');
  });
});
