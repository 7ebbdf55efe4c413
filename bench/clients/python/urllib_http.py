import sys
import urllib.request

port, user, password, host, http, https = sys.argv[1:7]
proxy = f"http://{user}:{password}@127.0.0.1:{port}"
opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
print(len(opener.open(f"http://{host}:{http}/blob", timeout=30).read()))
