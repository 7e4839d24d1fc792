"""A partner application in Python, with a client that openapi-generator wrote from the API's document."""

import json
import os
import sys

sys.path.insert(0, os.environ["CLIENT"])

import sluis_client  # noqa: E402
from sluis_client.rest import ApiException  # noqa: E402

configuration = sluis_client.Configuration(host=os.environ["SLUIS_URL"])
configuration.access_token = os.environ["SLUIS_KEY"]
with sluis_client.ApiClient(configuration) as client:
    payments = sluis_client.PaymentsApi(client)
    order = sluis_client.PaymentsInitiateRequest(
        amount=sluis_client.Money(value="12.50", currency="EUR"),
        creditor={"name": "Koffie & Zo", "iban": "NL02ABNA0123456789"},
        remittance_information="Order 1042",
        reference="python-1042",
        redirect_uri=os.environ["SHOP_RETURN_URL"],
    )
    created = payments.payments_initiate("python-1", order)
    print("created", type(created).__name__, created.status, created.amount.value)
    again = payments.payments_initiate("python-1", order)
    print("again", again.id == created.id)
    read = payments.payments_get(created.id)
    print("read", read.id == created.id, read.reference, read.created_at.year > 2000)
    listed = payments.payments_list(reference="python-1042", limit=10)
    print("listed", [payment.id for payment in listed.data] == [created.id], listed.has_more)
    try:
        payments.payments_get("pay_01k0000000e008000000000000")
    except ApiException as error:
        print("refused", error.status, json.loads(error.body)["code"])
