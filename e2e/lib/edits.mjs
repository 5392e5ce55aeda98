/** Changes a file of the sample case as a re-poster would, so that the desk gets something it has not kept. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * @param {string} from
 * @param {string[]} options of ffmpeg
 * @param {string} to
 * @returns {Promise<string>} `to`
 */
export async function edit(from, options, to) {
  await run("ffmpeg", ["-v", "error", "-nostdin", "-y", "-i", from, ...options, to]);
  return to;
}
