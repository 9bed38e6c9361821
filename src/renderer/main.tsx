import '@fontsource-variable/inter/wght.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { createEditor } from './store/editor.ts'
import './styles/tokens.css'
import './styles/base.css'
import { connect } from './transport/connect.ts'

const { client, ...around } = connect()
const editor = createEditor(client, around)
void editor.start()

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root.')
createRoot(root).render(
  <StrictMode>
    <App editor={editor} client={client} />
  </StrictMode>,
)
