import ssl
import sys
import urllib.request

port, user, password, host, http, https = sys.argv[1:7]
proxy = f"http://{user}:{password}@127.0.0.1:{port}"
context = ssl._create_unverified_context()
opener = urllib.request.build_opener(
    urllib.request.ProxyHandler({"https": proxy}), urllib.request.HTTPSHandler(context=context)
)
print(len(opener.open(f"https://{host}:{https}/blob", timeout=30).read()))
