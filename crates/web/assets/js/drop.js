// @ts-check
// <fh-drop>: a form whose file field also takes what is dropped on it. A dropped link to a local file goes into the
// form's path field. Without scripts the form is used by its own buttons.

class Drop extends HTMLElement {
  #depth = 0;

  connectedCallback() {
    this.addEventListener('dragenter', (event) => { event.preventDefault(); this.#depth += 1; this.#mark(); });
    this.addEventListener('dragleave', () => { this.#depth -= 1; this.#mark(); });
    this.addEventListener('dragover', (event) => event.preventDefault());
    this.addEventListener('drop', (event) => this.#dropped(event));
    this.addEventListener('change', (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type === 'file') this.#send(event.target);
    });
  }

  #mark() {
    this.toggleAttribute('data-over', this.#depth > 0);
  }

  /** @param {DragEvent} event */
  #dropped(event) {
    event.preventDefault();
    this.#depth = 0;
    this.#mark();
    const data = event.dataTransfer;
    if (!data) return;
    const files = this.querySelector('input[type="file"]');
    if (data.files.length > 0 && files instanceof HTMLInputElement) {
      files.files = data.files;
      this.#send(files);
      return;
    }
    const text = data.getData('text/uri-list') || data.getData('text/plain');
    const path = this.querySelector('input[data-path]');
    if (text && path instanceof HTMLInputElement) {
      path.value = text.split('\n').find((line) => line && !line.startsWith('#'))?.trim() ?? '';
      this.#send(path);
    }
  }

  /** @param {HTMLInputElement} input */
  #send(input) {
    if (input.value) input.form?.requestSubmit();
  }
}

customElements.define('fh-drop', Drop);
