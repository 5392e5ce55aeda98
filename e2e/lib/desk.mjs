/**
 * Starts real desks, each on data of its own and a free port, and stops them.
 *
 * The program comes from the environment variable FIRSTHAND, which `cargo xtask test browser` sets.
 */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How long a desk may take from its start to its address, and from the interrupt to its end. */
const PATIENCE_MS = 30_000;

/**
 * What a desk starts with: nothing, the sample case, or the sample case and many more photos.
 * @typedef {"empty" | "sample" | "full"} Filling
 */

/**
 * @typedef {object} Desk
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {string} link the one-time link that opens it
 * @property {() => Promise<void>} stop interrupts it as Ctrl-C would; rejects when it does not end well
 */

function firsthand() {
  const program = process.env.FIRSTHAND;
  if (!program) throw new Error("FIRSTHAND names no program; run this by `cargo xtask test browser`");
  return program;
}

/** Folders with cases and the data made of them; every desk gets a copy. */
export class Shelf {
  /** @type {Map<Filling, Promise<string>>} */
  #made = new Map();
  /** Desks that may still run. @type {import("node:child_process").ChildProcess[]} */
  #children = [];

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  static async open() {
    return new Shelf(await mkdtemp(join(tmpdir(), "firsthand-e2e-")));
  }

  /** The folder with the sample case's files. */
  get files() {
    return join(this.folder, "sample");
  }

  /** @param {Filling} filling */
  #data(filling) {
    let data = this.#made.get(filling);
    if (!data) {
      data = this.#make(filling);
      this.#made.set(filling, data);
    }
    return data;
  }

  /** @param {Filling} filling */
  async #make(filling) {
    const data = join(this.folder, `${filling}-data`);
    if (filling === "empty") return data;
    const files = join(this.folder, filling);
    const more = filling === "full" ? ["--more", "120"] : [];
    await run(firsthand(), ["sample", ...more, files]);
    await run(firsthand(), ["add", "--data", data, files], { maxBuffer: 1 << 24 });
    await run(firsthand(), ["sample", "--record", "--data", data, files]);
    return data;
  }

  /**
   * Starts a desk on a fresh copy.
   * @param {Filling} [filling]
   * @returns {Promise<Desk>}
   */
  async desk(filling = "sample") {
    const original = await this.#data(filling);
    const data = await mkdtemp(join(this.folder, "desk-"));
    if (filling !== "empty") await cp(original, data, { recursive: true });
    const child = spawn(firsthand(), ["desk", "--data", data, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
    this.#children.push(child);
    return opened(child);
  }

  /** Ends the desks that a failed test left running, and removes everything. */
  async close() {
    const left = this.#children.filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(left.map((child) => (child.kill("SIGKILL"), once(child, "exit"))));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * Waits until a desk names its address.
 * @param {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, import("node:stream").Readable>} child
 * @returns {Promise<Desk>}
 */
async function opened(child) {
  const ended = once(child, "exit");
  let said = "";
  const link = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the desk named no address:\n${said}`)), PATIENCE_MS);
    /** @param {Buffer} part */
    const listen = (part) => {
      said += part;
      const found = /http:\/\/\S+\/open\?key=[\w-]+(?=\s)/.exec(said);
      if (!found) return;
      clearTimeout(late);
      resolve(found[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    void ended.then(() => reject(new Error(`the desk ended at once:\n${said}`)));
  });
  return {
    origin: new URL(link).origin,
    link,
    stop: async () => {
      child.kill("SIGINT");
      const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
      const [code, signal] = await ended;
      clearTimeout(late);
      if (code !== 0) throw new Error(`the desk ended with ${signal ?? code} after Ctrl-C:\n${said}`);
    },
  };
}
