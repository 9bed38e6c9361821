// Runs in the page that is measured: looks at the canvas itself, not at what the program says of it.
window.bench = {
  /** The picture of the document on the screen, as colours of a coarse grid; null where there is no canvas yet. */
  colors({ columns, rows, width, height }) {
    const canvas = document.querySelector('[data-region=canvas] canvas')
    if (!canvas || canvas.width === 0) return null
    // Fitted: in the middle of the viewport, with a margin.
    const zoom = Math.min((canvas.width - 48) / width, (canvas.height - 48) / height, 1)
    const left = Math.round(canvas.width / 2 - (width / 2) * zoom)
    const top = Math.round(canvas.height / 2 - (height / 2) * zoom)
    const reading = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })
    reading.drawImage(canvas, 0, 0)
    const { data } = reading.getImageData(0, 0, canvas.width, canvas.height)
    const colors = []
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = Math.floor(left + ((column + 0.5) * width * zoom) / columns)
        const y = Math.floor(top + ((row + 0.5) * height * zoom) / rows)
        const at = (y * canvas.width + x) * 4
        colors.push(data[at], data[at + 1], data[at + 2])
      }
    }
    return colors
  },

  /** Share of the grid whose colours are within `levels` of those expected. */
  likeness(colors, expected, levels) {
    let fitting = 0
    for (let i = 0; i < expected.length; i += 3) {
      if ([0, 1, 2].every((c) => Math.abs(colors[i + c] - expected[i + c]) <= levels)) fitting++
    }
    return fitting / (expected.length / 3)
  },

  /**
   * Seconds from the next press of the pointer to the first frame that shows something like the document, and to the one
   * that shows it. Asked before the press.
   */
  paints(grid, expected, seconds) {
    return new Promise((resolve, reject) => {
      addEventListener(
        'pointerdown',
        (event) => {
          const started = event.timeStamp
          let first = null
          const look = () => {
            const now = (performance.now() - started) / 1000
            const colors = bench.colors(grid)
            if (colors && first === null && bench.likeness(colors, expected, 40) > 0.7) first = now
            if (colors && bench.likeness(colors, expected, 8) > 0.97) return resolve({ first, whole: now })
            if (now > seconds) return reject(new Error(`After ${seconds} s the document is not to be seen.`))
            requestAnimationFrame(look)
          }
          requestAnimationFrame(look)
        },
        { once: true, capture: true },
      )
    })
  },

  /** Seconds until the condition holds, looked at in each frame. */
  until(test, seconds = 60) {
    const started = performance.now()
    return new Promise((resolve, reject) => {
      const look = () => {
        const now = (performance.now() - started) / 1000
        if (test()) return resolve(now)
        if (now > seconds) return reject(new Error(`After ${seconds} s: not ${test}`))
        requestAnimationFrame(look)
      }
      look()
    })
  },

  /** Whether the window has what it needs from the host, so that a press does something. */
  answers() {
    const button = [...document.querySelectorAll('button')].find((each) => each.textContent === 'Try a sample')
    return button !== undefined && document.readyState === 'complete'
  },

  /** What the status bar says of saving. */
  saveState() {
    const texts = [...document.querySelectorAll('[data-region=status] > span')].map((span) => span.textContent)
    return texts.find((text) => text.startsWith('Saved') || text.startsWith('Unsaved')) ?? null
  },

  /** Seconds from the next key to what says that the document is saved. Asked before the press. */
  saved() {
    return new Promise((resolve) => {
      addEventListener(
        'keydown',
        ({ timeStamp }) => {
          const observer = new MutationObserver(() => {
            if (bench.saveState() !== 'Saved') return
            observer.disconnect()
            resolve((performance.now() - timeStamp) / 1000)
          })
          observer.observe(document.querySelector('[data-region=status]'), {
            subtree: true,
            childList: true,
            characterData: true,
          })
        },
        { once: true, capture: true },
      )
    })
  },

  /** Frames of the page's own thread while `stop` is not called: the times between them, in milliseconds. */
  frames() {
    const times = []
    let stopped = false
    const frame = (now) => {
      times.push(now)
      if (!stopped) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    return () => {
      stopped = true
      return times.slice(1).map((time, index) => time - times[index])
    }
  },
}
