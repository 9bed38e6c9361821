/** Errors before a person: a title that says what happened, and the details for a report. */
import type { ErrorCode, ErrorData } from '../../shared/contract/errors.ts'

const titles: Partial<Record<ErrorCode, string>> = {
  FILE_NOT_FOUND: 'The file is not there',
  FILE_NO_PERMISSION: 'The file may not be read',
  FILE_EMPTY: "Can't read this file",
  IMAGE_UNKNOWN_FORMAT: "Can't read this file",
  IMAGE_DAMAGED: "Can't read this file",
  IMAGE_TOO_LARGE: 'Image is too large',
  IMAGE_TOO_SMALL: 'Image is too small',
  OUTPUT_NOT_WRITABLE: "Can't write there",
  DISK_FULL: 'Disk is full',
  MODEL_MISSING: 'Model is missing',
  MODEL_DAMAGED: 'Model is damaged',
  MODEL_DOWNLOAD_FAILED: 'Model was not downloaded',
  MODEL_ACCESS_DENIED: 'Model has terms to accept',
  MODEL_BUSY: 'Model is in use',
  MODEL_UNSUPPORTED: "Can't use this model",
  ENGINE_FAILED: 'Engine stopped',
  OUT_OF_MEMORY: 'Not enough memory',
  PROJECT_NEWER: 'Project needs newer Lamina',
  PROJECT_FOREIGN: "Can't read this file",
  PROJECT_DAMAGED: 'Project is damaged',
  PROJECT_LOCKED: 'Project is open in another window',
  FILE_CHANGED: 'File was changed elsewhere',
  FILE_GONE: 'File was moved or deleted',
  CONNECTION_LOST: 'Lamina does not answer',
  LAYER_NOT_SPLITTABLE: 'No separate layers found',
  INTERNAL: 'Something went wrong in Lamina',
}

/** null: the message says it all. */
export function errorTitle(code: ErrorCode): string | null {
  return titles[code] ?? null
}

/** Whether downloading models is what helps. */
export function needsModels(code: ErrorCode): boolean {
  return code === 'MODEL_MISSING' || code === 'MODEL_DAMAGED'
}

/** For the clipboard. */
export function errorDetails({ code, message, hint }: ErrorData): string {
  return [`Lamina error ${code}`, message, hint].filter(Boolean).join('\n')
}
