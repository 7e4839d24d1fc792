import { migrate } from '@sluis/persistence';
import { servicesSetup } from './services-setup.js';

export default servicesSetup({ migrate });
