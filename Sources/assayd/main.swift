print("assayd")
