import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';
import { startWords } from '@/lib/i18n/i18n';
import { chooseLanguage } from '@/lib/preferences';

chooseLanguage('en');
await startWords(['words', 'console']);

beforeEach(() => chooseLanguage('en'));
afterEach(cleanup);
