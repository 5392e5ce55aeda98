/** All browser tests in one process, so that the sample case is made once and one browser serves them all. */

import "./care.mjs";
import "./claims.mjs";
import "./findings.mjs";
import "./journey.mjs";
import "./report.mjs";
import "./schema.mjs";
import "./screens.mjs";
import "./watches.mjs";
