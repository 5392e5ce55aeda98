// @ts-check
// What every page loads: the custom elements and the keys. Each page works without it, only less comfortably.

import './viewer.js';
import './compare.js';
import './drop.js';
import './live.js';
import './keys.js';

// A problem stays in sight until the person does the next thing.
document.addEventListener('htmx:before:request', () => document.getElementById('problems')?.replaceChildren());

document.documentElement.dataset.scripts = 'yes';
