import { MantineProvider } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { defineWords, useWords } from './i18n.tsx';
import { cssVariables, theme } from './theme.ts';

const WORDS = defineWords({ zh: { showPassword: '显示密码' }, en: { showPassword: 'Show the password' } });

/** The look of every page; what Mantine would say in English by itself is said in the language of the screen. */
export const FoyerTheme = ({ children }: { children: ReactNode }): ReactNode => {
  const { showPassword } = useWords(WORDS);
  const spoken = useMemo(() => ({ ...theme, components: { ...theme.components, PasswordInput: { defaultProps: { visibilityToggleButtonProps: { 'aria-label': showPassword } } } } }), [showPassword]);
  return <MantineProvider theme={spoken} cssVariablesResolver={cssVariables} defaultColorScheme="auto">{children}</MantineProvider>;
};
