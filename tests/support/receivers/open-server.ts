import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A server on a port of its own that can stop listening, so that connections are refused, and come back on the same port. */
export const openServer = async (server: Server, address = '127.0.0.1', wanted = 0) => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.listen(wanted, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return {
    port,
    close,
    stop: close,
    async reopen(): Promise<void> {
      if (server.listening) return;
      server.listen(port, address);
      await once(server, 'listening');
    },
  };
};
