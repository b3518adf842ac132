import { Console } from './console/Console';
import { Gate } from './Gate';
import { start } from './start';

void start(
  <Gate room="staff">
    <Console />
  </Gate>,
  ['words', 'console'],
);
