"""Send one API call: arguments, request, attempts, model, operation. Nothing here opens a socket."""
