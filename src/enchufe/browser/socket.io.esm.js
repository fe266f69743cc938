/* The browser client as an ES module: import { io } from '/socket.io/socket.io.esm.js' */
import './socket.io.js';

export const { io, Manager, Socket, protocol } = globalThis.io;
export { io as connect, io as default };
