/** Whether shortcuts are written and pressed as on a Mac. Of the machine with the keyboard, not of the host. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
