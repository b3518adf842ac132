import { Centre } from './centre/Centre';
import { Gate } from './Gate';
import { start } from './start';

void start(
  <Gate room="member">
    <Centre />
  </Gate>,
  ['words'],
);
