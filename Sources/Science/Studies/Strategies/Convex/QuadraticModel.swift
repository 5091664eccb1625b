/// ∇f·(w − c) + ½ (w − c)ᵀ H (w − c) over a polytope, with w as shares of vertices.
struct QuadraticModel {
    private var vertices: [[Double]]
    private var shares: [Double]
    private let curvature: [[Double]]
    /// H·v of each vertex.
    private var images: [[Double]]
    /// vᵀ H v' of every two.
    private var products: [[Double]]
    /// The model's derivative by each weight, at the present shares.
    private var slope: [Double]

    init(vertices: [[Double]], shares: [Double], gradient: [Double], curvature: [[Double]]) {
        self.vertices = vertices
        self.shares = shares
        self.curvature = curvature
        slope = gradient
        let images = vertices.map { vertex in curvature.map { ConvexDescent.dot($0, vertex) } }
        self.images = images
        products = vertices.map { vertex in images.map { ConvexDescent.dot(vertex, $0) } }
    }

    /// The vertices and shares of the least: weight goes between two vertices at a time, from the one whose derivative
    /// is the largest to the one whose is the smallest (Platt's sequential minimal optimisation), and vertices are
    /// added as needed.
    func minimized(over polytope: Polytope) -> (vertices: [[Double]], shares: [Double]) {
        var model = self
        var first: Double?
        for _ in 0..<30 {
            let span = model.exchangeShares(to: (first ?? 0) * 1e-9)
            first = first ?? span
            guard let vertex = polytope.vertex(minimizing: model.slope) else { break }
            let gain =
                model.vertices.map { ConvexDescent.dot($0, model.slope) }.reduce(Double.infinity, min)
                - ConvexDescent.dot(vertex, model.slope)
            guard gain > (first ?? 0) * 1e-7, gain > 0 else { break }
            model.add(vertex)
        }
        return (model.vertices, model.shares)
    }

    private mutating func add(_ vertex: [Double]) {
        let image = curvature.map { ConvexDescent.dot($0, vertex) }
        for index in vertices.indices { products[index].append(ConvexDescent.dot(vertices[index], image)) }
        vertices.append(vertex)
        images.append(image)
        shares.append(0)
        products.append(images.map { ConvexDescent.dot(vertex, $0) })
    }

    /// Moves weight between vertices until derivatives differ by less than `goal`; the difference at the start.
    private mutating func exchangeShares(to goal: Double) -> Double {
        var slopes = vertices.map { ConvexDescent.dot($0, slope) }
        var start: Double?
        for _ in 0..<(200 * vertices.count + 2_000) {
            var taking = 0
            var giving: Int?
            for index in slopes.indices {
                if slopes[index] < slopes[taking] { taking = index }
                if shares[index] > 0, giving.map({ slopes[index] > slopes[$0] }) ?? true { giving = index }
            }
            guard let giving else { return 0 }
            let span = slopes[giving] - slopes[taking]
            start = start ?? span
            guard span > max(goal, (start ?? 0) * 1e-10), giving != taking else { break }
            let bend = products[giving][giving] + products[taking][taking] - 2 * products[giving][taking]
            let amount = bend > 0 ? min(shares[giving], span / bend) : shares[giving]
            shares[taking] += amount
            shares[giving] = amount == shares[giving] ? 0 : shares[giving] - amount
            for index in slopes.indices {
                slopes[index] += amount * (products[index][taking] - products[index][giving])
            }
            for index in slope.indices { slope[index] += amount * (images[taking][index] - images[giving][index]) }
        }
        return start ?? 0
    }
}
